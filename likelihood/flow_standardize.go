// The standardisation of a flow: of its columns, and of those of its condition.

package likelihood

import (
	"context"

	"github.com/pkg/errors"
)

// Standardize makes the density one of x = mean + std ∘ x′, where x′ is what is modelled: data are standardised before
// they enter and samples are taken back, and the log-densities count the determinant, -Σ log stdᵢ, so that they are in
// the data's own units. nil, nil undoes it.
//
// ErrWidth where a length is not D, ErrNotFinite, and ErrSettings where a deviation is not positive. A field whose columns may not be
// shifted and scaled, as those of package manifold, has a method KeepsColumns() error, whose error comes back.
func (f *Flow) Standardize(mean, std []float64) error {
	if mean != nil || std != nil {
		if err := f.keepsColumns(); err != nil {
			return errors.WithMessage(err, "standardising columns")
		}
	}
	return f.Update(context.Background(), func() error { return f.standardization.set(f.dim, mean, std) })
}

// keepsColumns is an error where a field's columns may not be shifted and scaled, which it tells by a method of this name: those of a
// point on a manifold would not be one any more.
func (f *Flow) keepsColumns() error {
	for _, field := range f.self.fields() {
		if field, ok := field.(interface{ KeepsColumns() error }); ok {
			if err := field.KeepsColumns(); err != nil {
				return err
			}
		}
	}
	return nil
}

// Standardization is what Standardize has set; nil, nil if nothing.
func (f *Flow) Standardization() (mean, std []float64) {
	f = f.orAbsent()
	if f.mu.Read(context.Background()) != nil { // which never ends
		return nil, nil
	}
	defer f.mu.EndRead()
	return f.copies()
}

// StandardizeCondition makes the condition c enter as (c - mean)/std, in each of its columns, so that years or prices are as
// easy to learn from as numbers near 1. Requests and gradients stay in the condition's own units. nil, nil undoes it.
//
// ErrCondition without a condition; ErrWidth where a length is not CondDim, ErrNotFinite, and ErrSettings where a deviation is
// not positive: a column that is constant takes 1.
func (f *Flow) StandardizeCondition(mean, std []float64) error {
	return f.Update(context.Background(), func() error {
		if err := f.standardizeCondition(mean, std); err != nil {
			return err
		}
		for _, part := range f.self.flowList() {
			part.conditions = f.conditions
		}
		return nil
	})
}

func (f *Flow) standardizeCondition(mean, std []float64) error {
	if f.cond == 0 && (mean != nil || std != nil) {
		return errors.Wrap(ErrCondition, "standardising conditions: the field takes none")
	}
	return errors.WithMessage(f.conditions.set(f.cond, mean, std), "standardising conditions")
}

// ConditionStandardization is what StandardizeCondition has set; nil, nil if nothing.
func (f *Flow) ConditionStandardization() (mean, std []float64) {
	f = f.orAbsent()
	if f.mu.Read(context.Background()) != nil {
		return nil, nil
	}
	defer f.mu.EndRead()
	return f.conditions.copies()
}
