// The flow of several fields one after another, with norms between them.

package likelihood

import (
	"fmt"
	"math"
	"reflect"
	"slices"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/batchnorm"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/columns"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rwlock"
	"github.com/pkg/errors"
)

// StackSettings are settings of a flow of several fields; nil means the zero value.
type StackSettings struct {
	// Flow holds the settings of every flow of the stack. Each flow takes the whole interval from T0 to T1, has with
	// TrainTime a duration of its own, and adds its own penalties. Base and TrainBase are those of the stack.
	Flow Settings
	Norm *NormSettings // moving batch-norms between the flows; nil: none
	// Columns lists, for each flow, the columns that it moves, in the order in which its field has them; the other
	// columns stay as they are. nil, for all flows or for one, means all columns in their order. The columns of a
	// squeezed image (dynamics.Image.Squeeze) have another order, and a flow may move half of the channels only.
	// Columns that the flows next to the base leave out go to the base directly.
	Columns [][]int
}

// stack is several flows one after another.
type stack struct {
	*Flow
	flows     []*single         // from the base to the data
	columns   []columns.Set     // of each flow
	norms     []*batchnorm.Norm // norms[i] is on the base's side of flow i, the last norm on the data's side of all; nil: none
	trainBase bool
	norm      *NormSettings // nil: none
	first     []int         // index among params of each flow's first parameter, and of the base's
}

// NewStack makes a flow of several fields, the first next to the base, the last next to the data, with moving
// batch-norms between them, as FFJORD's code builds its models of tables. The fields have the same dimension, unless
// Columns are given, and the same width of condition, and share no parameters. Gradients are exact for the whole stack:
// a worker takes a row block through all fields forwards and straight back.
//
// Errors: those of New for each flow; ErrEmpty without fields; ErrSettings if the fields do not fit each other.
func NewStack(fields []dynamics.Field, s *StackSettings) (f *Flow, err error) {
	defer graph.Recover("likelihood: a stack", &err)
	s = defaults.OrZero(s)
	each := s.Flow
	each.Base, each.TrainBase, each.Solver = base.Standard{}, false, ownSolver(each.Solver, nil)
	var flows []*single
	for i, field := range fields {
		flow, err := New(field, &each)
		if err != nil {
			return nil, errors.WithMessagef(err, "flow %d of the stack", i)
		}
		flows = append(flows, flow.self.(*single))
	}
	p0, err := s.Flow.baseOr(fields, s.Columns)
	if err != nil {
		return nil, err
	}
	made, err := newStack(flows, s.Columns, p0, s.Flow.TrainBase, s.Norm)
	if err != nil {
		return nil, err
	}
	return made.Flow, nil
}

func newStack(flows []*single, of [][]int, base base.Base, trainBase bool, norm *NormSettings) (*stack, error) {
	if len(flows) == 0 {
		return nil, errors.Wrap(ErrEmpty, "a stack without flows")
	}
	parts, dim, err := columns.Sets(of, dimsOf(flows))
	if err != nil {
		return nil, err
	}
	norm, err = norm.resolve()
	if err != nil {
		return nil, err
	}
	s := &stack{Flow: &Flow{dim: dim, cond: flows[0].cond, base: base}, flows: flows, columns: parts,
		norms: make([]*batchnorm.Norm, len(flows)+1), trainBase: trainBase, norm: norm}
	s.self = s
	locks := []*rwlock.Lock{&s.mu}
	for _, f := range flows {
		f.inStack = true
		locks = append(locks, &f.mu)
	}
	s.locks = rwlock.Together(locks...)
	if err := s.checkParts(); err != nil {
		return nil, err
	}
	if err := s.addNorms(); err != nil {
		return nil, err
	}
	s.collectParams()
	return s, s.checkParams()
}

func dimsOf(flows []*single) (dims []int) {
	for _, f := range flows {
		dims = append(dims, f.dim)
	}
	return dims
}

// checkParts refuses flows and a base that do not fit each other.
func (s *stack) checkParts() error {
	for i, f := range s.flows {
		if f.cond != s.cond {
			return errors.Wrapf(ErrSettings, "flow %d of the stack has a condition of %d, want %d as flow 0", i, f.cond, s.cond)
		}
		if err := f.checkInStack(s.flows[0]); err != nil {
			return errors.WithMessagef(err, "flow %d of the stack", i)
		}
		for k, other := range s.flows[:i] {
			if f.field.Params() == other.field.Params() && f.field.Params().Len() > 0 {
				return errors.Wrapf(ErrSettings, "flows %d and %d of the stack have one set of parameters, which would be trained twice", k, i)
			}
		}
	}
	if _, ok := s.base.(base.Trainable); s.trainBase && !ok {
		return errors.Wrapf(ErrSettings, "TrainBase: base %T has no parameters", s.base)
	}
	return base.Check(s.base, s.dim, s.trainBase)
}

func (s *stack) addNorms() (err error) {
	for i := range s.norms {
		atEnd := i == 0 || i == len(s.flows)
		if s.norm == nil || atEnd && !s.norm.Ends {
			continue
		}
		if err := s.keepsColumns(); err != nil {
			return errors.WithMessage(err, "norms in a stack")
		}
		if s.norms[i], err = batchnorm.New(s.norm.Share, s.norm.Epsilon, s.norm.Lag, i, s.dim); err != nil {
			return err
		}
	}
	return nil
}

// collectParams lists the parameters of the flows, the norms and the base.
func (s *stack) collectParams() {
	for _, f := range s.flows {
		s.first = append(s.first, len(s.params.All))
		s.params.OwnAll(&f.params)
	}
	for _, m := range s.norms {
		if m != nil {
			m.FirstParam = len(s.params.All)
			s.params.Own(m.Params)
			s.params.Constant = append(s.params.Constant, m.Mean, m.Variance)
		}
	}
	s.first = append(s.first, len(s.params.All))
	if s.trainBase {
		ownBase(&s.params, s.base, s.dim)
	}
}

// checkParams is Flow's check, and checks the running variances.
func (s *stack) checkParams() error {
	if err := s.params.CheckFinite(); err != nil {
		return err
	}
	return s.checkNorms()
}

// mostWeight bounds the logarithms of a norm's scales, so that the scales and their inverses are finite.
const mostWeight = 700

// checkNorms refuses running variances that are negative, and scales that are no numbers.
func (s *stack) checkNorms() error {
	for _, m := range s.norms {
		if m == nil {
			continue
		}
		for c := range s.dim {
			if v := m.Variance.At(c); !(v >= 0) {
				return errors.Wrapf(ErrSettings, "running variance %d of norm %d is %v, want 0 or more", c, m.Index, v)
			}
			if w := m.Weight.At(c); math.Abs(w) > mostWeight {
				return errors.Wrapf(ErrSettings, "parameter %q is %v in column %d, the logarithm of a scale, want a number between -%v and %v", m.Weight.Name, w, c, mostWeight, mostWeight)
			}
		}
	}
	return nil
}

func (s *stack) flowList() (list []*Flow) {
	for _, f := range s.flows {
		list = append(list, f.Flow)
	}
	return list
}

func (s *stack) fields() (list []dynamics.Field) {
	for _, f := range s.flows {
		list = append(list, f.field)
	}
	return list
}

func (s *stack) moved() [][]int { return columns.Lists(s.columns) }

// times are the first flow's times: each flow takes the whole interval.
func (s *stack) times() (t0, t1 float64) { return s.flows[0].times() }

func (s *stack) isEstimated() bool { return slices.ContainsFunc(s.flows, (*single).isEstimated) }

func (s *stack) takesProbes() bool { return slices.ContainsFunc(s.flows, (*single).takesProbes) }

func (s *stack) sharesSteps() bool { return slices.ContainsFunc(s.flows, (*single).sharesSteps) }

func (s *stack) observe(g *Gradient) {
	k := 0
	for _, m := range s.norms {
		if m != nil && k < len(g.moments) {
			m.Observe(g.moments[k])
			k++
		}
	}
}

// traits are the traits of every flow, of the norms and of the base.
func (s *stack) traits() ([]Trait, error) {
	t := &traits{trained: s.params.All}
	for i, f := range s.flows {
		t.prefix = fmt.Sprintf("Flow[%d].", i)
		if err := t.addFlow(f, false); err != nil {
			return nil, errors.Wrapf(err, "flow %d of the stack", i)
		}
	}
	t.prefix = ""
	if lists := s.moved(); lists != nil {
		t.add("Columns", reflect.ValueOf(lists))
	}
	t.add("Norm", reflect.ValueOf(savedNormOf(s.norm)))
	t.add("TrainBase", reflect.ValueOf(s.trainBase))
	t.addBase(s.base, s.dim, s.trainBase)
	return t.list, nil
}
