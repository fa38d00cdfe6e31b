// The flow of one field.

package likelihood

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"slices"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/estimate"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/kinds"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rwlock"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// single is a flow of one field.
type single struct {
	*Flow
	field    dynamics.Field
	all      []dynamics.Field // one: the field
	set      *resolved
	engine   engine
	duration *graph.Param   // log |T1-T0|, if the duration is trained
	dtypes   []tensor.Dtype // one: that of the field
}

// New makes a flow of a field. nil settings mean the defaults that Settings documents.
//
// Errors: ErrSettings and ErrNotFinite of this package, and those of integrate and graph if the solver's
// settings or the field cannot be used; New builds the field once to find out. The first call that needs a program
// compiles it, and ends soon after its context.
func New(field dynamics.Field, s *Settings) (f *Flow, err error) {
	defer graph.Recover(fmt.Sprintf("likelihood: a flow of %T", field), &err)
	if field == nil {
		return nil, errors.Wrap(ErrSettings, "no field")
	}
	if field.Dim() < 1 {
		return nil, errors.Wrapf(ErrEmpty, "the field has %d dimensions", field.Dim())
	}
	set, err := resolve(s, field)
	if err != nil {
		return nil, err
	}
	if field.Params() == nil {
		return nil, errors.Wrapf(ErrSettings, "%T has no Params; an empty container says that there are none", field)
	}
	made := &single{Flow: &Flow{dim: set.dim, cond: set.cond, base: set.Base}, field: field, all: []dynamics.Field{field}, set: set, dtypes: []tensor.Dtype{field.Params().Dtype()}}
	made.self, made.locks = made, rwlock.Locks{&made.mu}
	if err := made.collectParams(); err != nil {
		return nil, err
	}
	if made.engine, err = newEngine(made); err != nil {
		return nil, err
	}
	return made.Flow, nil
}

// collectParams lists θ, then the base's parameters and the duration if they are trained.
func (f *single) collectParams() error {
	f.params.Own(f.field.Params())
	if f.set.TrainBase {
		ownBase(&f.params, f.base, f.dim)
	}
	if f.set.TrainTime {
		time := graph.NewParams(tensor.Float64)
		log := elementary.Log(math.Abs(f.set.T1 - f.set.T0))
		var err error
		if f.duration, err = numeric.AddParam(time, durationName, 1, []float64{log}); err != nil {
			return err
		}
		f.params.OwnWithin(time, f.checkDuration)
	}
	return f.params.CheckFinite()
}

// checkDuration refuses a duration that is no number, or that T0 or T1 does not resolve.
func (f *single) checkDuration() error {
	if t0, t1 := f.times(); t0 == t1 || math.IsInf(t1-t0, 0) {
		return errors.Wrapf(ErrSettings, "parameter %q is %v, want a number whose exponential is a length of time", durationName, f.duration.At(0))
	}
	return nil
}

// durationName is the name of the parameter of TrainTime.
const durationName = "time.log_duration"

func (f *single) flowList() []*Flow { return []*Flow{f.Flow} }

func (f *single) fields() []dynamics.Field { return f.all }

func (f *single) moved() [][]int { return nil }

func (f *single) entryTypes(direction) []tensor.Dtype { return f.dtypes }

func (f *single) isEstimated() bool { return !estimate.IsExact(&f.set.Trace) }

func (f *single) takesProbes() bool { return f.engine.trainingProbes() > 0 }

func (f *single) sharesSteps() bool { return f.set.Solver.Shared }

func (f *single) workers() int { return cmp.Or(f.set.Solver.Workers, runtime.GOMAXPROCS(0)) }

func (f *single) observe(*Gradient) {}

func (f *single) traits() ([]Trait, error) {
	t := &traits{trained: f.params.All}
	err := t.addFlow(f, true)
	return t.list, err
}

// times are the times that Flow.Times returns.
func (f *single) times() (t0, t1 float64) {
	t0, t1 = f.set.T0, f.set.T1
	if f.duration == nil {
		return t0, t1
	}
	return numeric.Lasting(t0, t1, f.duration.At(0))
}

// length is the length of the time between them.
func (f *single) length() float64 {
	t0, t1 := f.times()
	return math.Abs(t1 - t0)
}

// durationGradient is ∂Loss/∂ log |T1-T0|, where the later of the two moves.
func (f *single) durationGradient(g *Gradient) float64 {
	t0, t1 := f.times()
	if t0 < t1 {
		return g.T1 * (t1 - t0)
	}
	return g.T0 * (t0 - t1)
}

// only returns the flow of one field; ErrSettings for a stack.
func (f *Flow) only(what string) (*single, error) {
	if err := f.errNotMade(); err != nil {
		return nil, err
	}
	if s, ok := f.self.(*single); ok {
		return s, nil
	}
	return nil, errors.Wrapf(ErrSettings, "%s of a stack of %d flows, want that of one of its Flows", what, len(f.self.flowList()))
}

// Field returns the field that New was given; nil for a stack, each of whose Flows has one.
func (f *Flow) Field() dynamics.Field {
	if s, ok := f.orAbsent().self.(*single); ok {
		return s.field
	}
	return nil
}

// Trace says how log-densities compute tr ∂f/∂z with the present parameters, and at what cost. It waits for an Update
// in progress. For a stack it returns ErrSettings: ask its Flows.
func (f *Flow) Trace() (p *trace.Plan, err error) {
	defer graph.Recover("likelihood: Trace", &err)
	return f.planOf(false)
}

// GradientTrace is Trace for Gradient.
func (f *Flow) GradientTrace() (p *trace.Plan, err error) {
	defer graph.Recover("likelihood: GradientTrace", &err)
	return f.planOf(true)
}

// planOf reads the parameters, since a series of the output's gate depends on them.
func (f *Flow) planOf(gradient bool) (*trace.Plan, error) {
	s, err := f.only("trace")
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	if err := f.beginRead(ctx); err != nil {
		return nil, err
	}
	defer f.endRead()
	return s.engine.plan(ctx, gradient)
}

// checkInStack refuses settings that only a single flow may have, and settings that differ from those of the stack's
// first flow though all must agree, since a file may say anything.
func (f *single) checkInStack(first *single) error {
	_, plain := f.base.(base.Standard)
	switch set, want := f.set, first.set; {
	case !plain || set.TrainBase:
		return errors.Wrapf(ErrSettings, "base %T, trained %t: want base.Standard, not trained, since the stack has the base", f.base, set.TrainBase)
	case f.mean != nil:
		return errors.Wrap(ErrSettings, "a standardisation of its own: want none, since the stack has it")
	case !slices.Equal(f.conditions.mean, first.conditions.mean) || !slices.Equal(f.conditions.std, first.conditions.std):
		return errors.Wrap(ErrSettings, "a standardisation of the condition that is not that of flow 0")
	case set.Penalties != want.Penalties:
		return errors.Wrapf(ErrSettings, "penalties %+v, want those of flow 0, %+v", set.Penalties, want.Penalties)
	case set.Gradient != want.Gradient:
		return errors.Wrapf(ErrSettings, "gradient %+v, want that of flow 0, %+v", set.Gradient, want.Gradient)
	}
	return nil
}

func (t *traits) addFlow(f *single, withBase bool) error {
	addKind(t, "Field", &kinds.Fields, f.field)
	t.add("Field.Dtype", reflect.ValueOf(f.field.Params().Dtype().String()))
	t.add("Settings", reflect.ValueOf(f.set.Settings))
	print, frozen, err := f.engine.fingerprint(t.trained)
	if err != nil {
		return err
	}
	t.add("Field.Graph", reflect.ValueOf(fmt.Sprintf("%016x", print)))
	if frozen != "" {
		t.add("Field.Frozen", reflect.ValueOf(frozen))
	}
	if withBase {
		t.addBase(f.base, f.dim, f.set.TrainBase)
	}
	return nil
}
