package likelihood

import (
	"fmt"
	"math"
	"sync"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// Flow is a continuous normalizing flow: the density of z(T1) where z(T0) is distributed as the base and
// dz/dt = f(t, z; θ). All rows that go in and out are float64, whatever the field computes in. Its methods may be called
// by several goroutines; they take turns, since each call uses all workers by itself.
type Flow struct {
	field dynamics.Field
	set   *resolved
	dim   int
	base  Base

	mu     sync.Mutex // guards what follows
	engine engine
	standardization

	params   []*graph.Param
	checked  []uint64        // versions of the containers whose values were found finite
	owners   []*graph.Params // containers of params
	duration *graph.Param    // log |T1-T0|, where the end time is trained
}

// New makes a flow of a field. nil settings mean the defaults that Settings documents.
//
// Errors: ErrSettings, ErrInterval, ErrNotFinite of this package, and those of integrate and graph where the solver's
// settings or the field cannot be used; the field is built once to find out.
func New(field dynamics.Field, s *Settings) (f *Flow, err error) {
	if field == nil {
		return nil, errors.Wrap(ErrSettings, "no field")
	}
	defer func() {
		if v := recover(); v != nil { // the field's methods are the user's
			f, err = nil, errors.WithStack(&graph.PanicError{Place: fmt.Sprintf("likelihood: a method of %T", field), Value: v})
		}
	}()
	if field.Dim() < 1 {
		return nil, errors.Wrapf(ErrEmpty, "the field has %d dimensions", field.Dim())
	}
	set, err := resolve(s, field.Dim(), dynamics.CondDim(field))
	if err != nil {
		return nil, err
	}
	if field.Params() == nil {
		return nil, errors.Wrapf(ErrSettings, "%T has no Params; an empty container says that there are none", field)
	}
	f = &Flow{field: field, set: set, dim: field.Dim(), base: set.Base}
	if err := f.collectParams(); err != nil {
		return nil, err
	}
	if f.engine, err = newEngine(f); err != nil {
		return nil, err
	}
	return f, nil
}

// collectParams lists θ, then the base's parameters and the duration where they are trained.
func (f *Flow) collectParams() error {
	f.owners = []*graph.Params{f.field.Params()}
	if f.set.TrainBase {
		f.owners = append(f.owners, f.base.(Trainable).Params())
	}
	if f.set.TrainTime {
		own := graph.NewParams(float64Type)
		log := math.Log(math.Abs(f.set.T1 - f.set.T0))
		var err error
		if f.duration, err = addValues(own, "time.log_duration", 1, []float64{log}); err != nil {
			return err
		}
		f.owners = append(f.owners, own)
	}
	for _, o := range f.owners {
		f.params = append(f.params, o.List()...)
	}
	f.checked = make([]uint64, len(f.owners))
	return f.checkParams()
}

// checkParams refuses NaN and infinity in the parameters, once after each change.
func (f *Flow) checkParams() error { return checkOwners(f.owners, f.checked) }

// checkOwners looks at the containers whose versions are not those found finite before.
func checkOwners(owners []*graph.Params, checked []uint64) error {
	for i, o := range owners {
		if v := o.Version(); v != checked[i] {
			if err := o.CheckFinite(); err != nil {
				return errors.Wrapf(ErrNotFinite, "%v, want a finite number", err)
			}
			checked[i] = v
		}
	}
	return nil
}

// Dim is D, the number of columns of the data.
func (f *Flow) Dim() int { return f.dim }

// CondDim is the number of columns of the condition, 0 for a flow without.
func (f *Flow) CondDim() int { return f.set.cond }

// Field is what New was given.
func (f *Flow) Field() dynamics.Field { return f.field }

// Base is the density at T0.
func (f *Flow) Base() Base { return f.base }

// Params are θ in the field's order, then the base's (Settings.TrainBase) and the duration's logarithm
// (Settings.TrainTime). Who writes values calls Touch.
func (f *Flow) Params() []*graph.Param { return f.params }

// Touch says that parameters have been written.
func (f *Flow) Touch() {
	for _, o := range f.owners {
		o.Touch()
	}
}

// Times are that of the base and that of the data. With Settings.TrainTime the later of the two follows the parameter.
func (f *Flow) Times() (t0, t1 float64) {
	t0, t1 = f.set.T0, f.set.T1
	if f.duration == nil {
		return t0, t1
	}
	length := math.Exp(f.duration.At(0))
	if t0 < t1 {
		return t0, t0 + length
	}
	return t1 + length, t1
}
