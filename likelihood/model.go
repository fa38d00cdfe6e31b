// What flows and stacks have in common: parameters, standardisation, and a core that each fills in its own way.

package likelihood

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/modelfile"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rwlock"
	"github.com/pkg/errors"
)

// model is what flows and stacks have in common. Its fields are in one struct since mu guards most of them together.
type model struct {
	self      core // the flow or stack that this is part of
	dim, cond int
	base      base.Base
	notes     modelfile.Notes

	mu    rwlock.Lock  // guards what follows, and the values of the parameters
	locks rwlock.Locks // mu, and those of a stack's flows
	standardization
	conditions standardization // of the condition's columns
	params     []*graph.Param
	constant   []*graph.Param  // of params: those that the loss depends on, and that have no gradient
	owners     []*graph.Params // containers of params
	checked    []atomic.Uint64 // versions of the containers whose values were found finite
}

// core is what flows and stacks each do in their own way. Who calls has the lock, and has checked the rows.
type core interface {
	density(ctx context.Context, x [][]float64, r *request) (*Density, error)
	certificate(ctx context.Context, d *Density, x [][]float64, r *request) (*Certificate, error)
	// probed is density with a Certificate that has the standard errors of the probes alone.
	probed(ctx context.Context, x [][]float64, r *request) (*Density, error)
	// gradient may have numbers that are not finite; checkGradient refuses what it cannot work with.
	checkGradient(ctx context.Context, r *request, rows int) error
	gradient(ctx context.Context, x [][]float64, r *request) (*Gradient, error)
	flowList() []*Flow
	// format of a model file, and what it holds: settings to be written as JSON, and tensors.
	format() string
	saved(w modelfile.Writer) (settings any, err error)
	// transport moves rows in the data's units to the base's points or back. Where change is not nil it gets -∫ tr ∂f/∂z dt over the
	// way from T0 to T1, less the norms' log-determinants.
	transport(ctx context.Context, way transportWay, x [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error)
}

// Dim is that of Flow, of which the comment says more.
func (m *model) Dim() int { return m.dim }

// CondDim is that of Flow, of which the comment says more.
func (m *model) CondDim() int { return m.cond }

// Base is that of Flow, of which the comment says more.
func (m *model) Base() base.Base { return m.base }

// Flows is that of Flow, of which the comment says more.
func (m *model) Flows() []*Flow {
	if m.self == nil {
		return nil
	}
	return slices.Clone(m.self.flowList())
}

// Params is that of Flow, of which the comment says more.
func (m *model) Params() []*graph.Param { return m.params }

// Touch is that of Flow, of which the comment says more.
func (m *model) Touch() {
	for _, o := range m.owners {
		o.Touch()
	}
}

// Standardize is that of Flow, of which the comment says more.
func (m *model) Standardize(mean, std []float64) error {
	if mean != nil || std != nil {
		if err := m.keepsColumns(); err != nil {
			return errors.WithMessage(err, "standardising columns")
		}
	}
	return m.Update(context.Background(), func() error { return m.standardization.set(m.dim, mean, std) })
}

// keepsColumns is an error where a field's columns may not be shifted and scaled, which it tells by a method of this name: those of a
// point on a manifold would not be one any more.
func (m *model) keepsColumns() error {
	for _, f := range m.Flows() {
		if field, ok := f.field.(interface{ KeepsColumns() error }); ok {
			if err := field.KeepsColumns(); err != nil {
				return err
			}
		}
	}
	return nil
}

// Standardization is that of Flow, of which the comment says more.
func (m *model) Standardization() (mean, std []float64) {
	if m.mu.Read(context.Background()) != nil { // which never ends
		return nil, nil
	}
	defer m.mu.EndRead()
	return m.copies()
}

// StandardizeCondition is that of Flow, of which the comment says more.
func (m *model) StandardizeCondition(mean, std []float64) error {
	return m.Update(context.Background(), func() error { return m.standardizeCondition(mean, std) })
}

func (m *model) standardizeCondition(mean, std []float64) error {
	if m.cond == 0 && (mean != nil || std != nil) {
		return errors.Wrap(ErrCondition, "standardising conditions: the field takes none")
	}
	return errors.WithMessage(m.conditions.set(m.cond, mean, std), "standardising conditions")
}

// ConditionStandardization is that of Flow, of which the comment says more.
func (m *model) ConditionStandardization() (mean, std []float64) {
	if m.mu.Read(context.Background()) != nil {
		return nil, nil
	}
	defer m.mu.EndRead()
	return m.conditions.copies()
}

// own adds a container of parameters to those of the model.
func (m *model) own(o *graph.Params) {
	m.params = append(m.params, o.List()...)
	m.owners = append(m.owners, o)
	m.checked = make([]atomic.Uint64, len(m.owners)) // a container with parameters has been touched
}

// checkParams refuses NaN and infinity in the parameters, once after each change.
func (m *model) checkParams() error {
	for i, o := range m.owners {
		if v := o.Version(); v != m.checked[i].Load() {
			if err := o.CheckFinite(); err != nil {
				return errors.Wrapf(ErrNotFinite, "%v, want a finite number", err)
			}
			m.checked[i].Store(v)
		}
	}
	return nil
}

// check refuses what no method that takes rows can work with.
func (m *model) check(ctx context.Context, what string, x [][]float64) error {
	if err := m.errNotMade(); err != nil {
		return err
	}
	if err := checkContext(ctx); err != nil {
		return err
	}
	if err := CheckRows(what, x, m.dim); err != nil {
		return err
	}
	return m.checkParams()
}

// IsConstant is that of Flow, of which the comment says more.
func (m *model) IsConstant(k int) bool {
	return k >= 0 && k < len(m.params) && slices.Contains(m.constant, m.params[k])
}

// Update is that of Flow, of which the comment says more.
func (m *model) Update(ctx context.Context, write func() error) (err error) {
	defer graph.Recover("likelihood: Update", &err)
	if err := m.errNotMade(); err != nil {
		return err
	}
	if err := m.beginWrite(ctx); err != nil {
		return err
	}
	defer m.endWrite()
	defer m.Touch()
	return write()
}

// beginRead lets a call read the model, until endRead.
func (m *model) beginRead(ctx context.Context) error {
	if err := checkContext(ctx); err != nil {
		return err
	}
	return m.locks.Read(ctx)
}

func (m *model) endRead() { m.locks.EndRead() }

// beginWrite gives the model to one call alone, until endWrite.
func (m *model) beginWrite(ctx context.Context) error {
	if err := checkContext(ctx); err != nil {
		return err
	}
	return m.locks.Write(ctx)
}

func (m *model) endWrite() { m.locks.EndWrite() }

func checkContext(ctx context.Context) error {
	if ctx == nil {
		return errors.Wrap(ErrSettings, "the context is nil, want one, such as context.Background()")
	}
	return nil
}

// absent stands for the model of a nil flow or stack. It is as empty as that of Flow{} and Stack{}, and refuses what they refuse.
var absent model

// errNotMade refuses what New, NewStack or Load has not made.
func (m *model) errNotMade() error {
	if m.self == nil {
		return errors.Wrap(ErrSettings, "a model that is nil or zero, want one made by New, NewStack or a Load function")
	}
	return nil
}
