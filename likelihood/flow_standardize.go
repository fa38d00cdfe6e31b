// The standardisation of a flow's columns and of its condition's columns.

package likelihood

import (
	"context"

	"github.com/pkg/errors"
)

// Standardize makes the flow a density of x = mean + std ∘ x′, where x′ is modelled: data are standardised before a
// solve and samples are scaled back after it. Log-densities include the determinant, -Σ log stdᵢ, so that they are in
// the data's own units. nil, nil removes the standardisation.
//
// It returns ErrWidth for a length other than D, ErrNotFinite, and ErrSettings for a standard deviation that is not
// positive. A field whose columns must not be shifted and scaled, such as those of package manifold, has a method
// KeepsColumns() error, whose error is returned. One flow of a stack is not standardised by itself (ErrSettings), but
// the stack is.
func (f *Flow) Standardize(mean, std []float64) error {
	return f.Update(context.Background(), func() error {
		if mean != nil || std != nil {
			if err := f.keepsColumns(); err != nil {
				return errors.WithMessage(err, "standardising columns")
			}
		}
		if err := f.errInStack(); err != nil {
			return err
		}
		return f.standardization.set(f.dim, mean, std)
	})
}

// errInStack is the error of a standardisation of one flow of a stack: the stack's log-densities would not hold it.
func (f *Flow) errInStack() error {
	if f.inStack {
		return errors.Wrap(ErrSettings, "standardising one flow of a stack, want the stack standardised")
	}
	return nil
}

// keepsColumns returns the error of a field whose columns must not be shifted and scaled, such as the coordinates of a
// point on a manifold. Such a field has a method KeepsColumns.
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

// Standardization returns what Standardize has set; nil, nil if nothing.
func (f *Flow) Standardization() (mean, std []float64) {
	f = f.orAbsent()
	if f.mu.Read(context.Background()) != nil { // it never ends
		return nil, nil
	}
	defer f.mu.EndRead()
	return f.copies()
}

// StandardizeCondition has each column of the condition c enter as (c - mean)/std, so that years or prices are as easy
// to learn from as numbers near 1. Requests and gradients stay in the condition's own units. nil, nil removes the
// standardisation.
//
// It returns ErrCondition for a flow without conditions, ErrWidth for a length other than CondDim, ErrNotFinite, and
// ErrSettings for a standard deviation that is not positive: use 1 for a constant column, and for one flow of a stack:
// standardise the stack.
func (f *Flow) StandardizeCondition(mean, std []float64) error {
	return f.Update(context.Background(), func() error {
		if err := f.errInStack(); err != nil {
			return err
		}
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

// ConditionStandardization returns what StandardizeCondition has set; nil, nil if nothing.
func (f *Flow) ConditionStandardization() (mean, std []float64) {
	f = f.orAbsent()
	if f.mu.Read(context.Background()) != nil {
		return nil, nil
	}
	defer f.mu.EndRead()
	return f.conditions.copies()
}
