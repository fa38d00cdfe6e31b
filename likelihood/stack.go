package likelihood

import (
	"sync"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// StackSettings of a Stack; nil is the zero value.
type StackSettings struct {
	// Flow are the settings of every flow of the stack. Each has the whole interval from T0 to T1 to itself, with
	// TrainTime a duration of its own, and adds its own penalties. Base and TrainBase are those of the whole stack.
	Flow Settings
	Norm NormSettings // moving batch-norms between the flows; the zero value: none
}

// Stack is a density by several flows one after another, with moving batch-norms between them, as FFJORD's code builds
// its models of tables of data. It has the methods of Flow, and gradients are the exact ones of the whole stack: a block of rows
// goes through all flows and straight back, in one worker. Methods may be called by several goroutines; they take turns.
type Stack struct {
	flows     []*Flow       // from the base to the data
	norms     []*movingNorm // norms[i] is on the base's side of flow i, the last one on the data's side; nil: none
	base      Base
	trainBase bool
	norm      NormSettings
	dim       int

	mu sync.Mutex // guards what follows
	standardization

	params  []*graph.Param
	first   []int // of each flow's parameters among params, and of the base's
	owners  []*graph.Params
	checked []uint64
}

// NewStack makes a stack of fields, the first next to the base, the last next to the data. They have one dimension and
// one width of condition, and no parameters in common.
//
// Errors: those of New for each flow; ErrEmpty without fields; ErrSettings where they do not fit each other.
func NewStack(fields []dynamics.Field, s *StackSettings) (*Stack, error) {
	if s == nil {
		s = &StackSettings{}
	}
	each := s.Flow
	each.Base, each.TrainBase = nil, false
	var flows []*Flow
	for i, field := range fields {
		flow, err := New(field, &each)
		if err != nil {
			return nil, errors.WithMessagef(err, "flow %d of the stack", i)
		}
		flows = append(flows, flow)
	}
	base := s.Flow.Base
	if base == nil {
		base = StandardNormal{}
	}
	return newStack(flows, base, s.Flow.TrainBase, s.Norm)
}

func newStack(flows []*Flow, base Base, trainBase bool, norm NormSettings) (*Stack, error) {
	if len(flows) == 0 {
		return nil, errors.Wrap(ErrEmpty, "a stack without flows")
	}
	norm, err := norm.resolve()
	if err != nil {
		return nil, err
	}
	s := &Stack{flows: flows, norms: make([]*movingNorm, len(flows)+1), base: base, trainBase: trainBase, norm: norm, dim: flows[0].dim}
	if err := s.check(); err != nil {
		return nil, err
	}
	if err := s.addNorms(); err != nil {
		return nil, err
	}
	s.collectParams()
	return s, s.checkParams()
}

func (s *Stack) check() error {
	for i, f := range s.flows {
		if f.dim != s.dim || f.set.cond != s.CondDim() {
			return errors.Wrapf(ErrSettings, "flow %d of the stack has %d dimensions and a condition of %d, flow 0 has %d and %d",
				i, f.dim, f.set.cond, s.dim, s.CondDim())
		}
		for k, other := range s.flows[:i] {
			if f.field.Params() == other.field.Params() && f.field.Params().Len() > 0 {
				return errors.Wrapf(ErrSettings, "flows %d and %d of the stack have one set of parameters, which would be trained twice", k, i)
			}
		}
	}
	if _, ok := s.base.(Trainable); s.trainBase && !ok {
		return errors.Wrapf(ErrSettings, "TrainBase: base %T has no parameters", s.base)
	}
	return checkBase(s.base, s.dim)
}

func (s *Stack) addNorms() (err error) {
	for i := range s.norms {
		atEnd := i == 0 || i == len(s.flows)
		if s.norm.Place == NormNone || s.norm.Place == NormBetween && atEnd {
			continue
		}
		if s.norms[i], err = newMovingNorm(s.norm, i, s.dim); err != nil {
			return err
		}
	}
	return nil
}

// collectParams lists those of the flows, the norms and the base.
func (s *Stack) collectParams() {
	add := func(o *graph.Params) {
		s.params = append(s.params, o.List()...)
		s.owners = append(s.owners, o)
	}
	for _, f := range s.flows {
		s.first = append(s.first, len(s.params))
		for _, o := range f.owners {
			add(o)
		}
	}
	for _, m := range s.norms {
		if m != nil {
			m.firstParam = len(s.params)
			add(m.params)
		}
	}
	s.first = append(s.first, len(s.params))
	if s.trainBase {
		add(s.base.(Trainable).Params())
	}
	s.checked = make([]uint64, len(s.owners))
}

func (s *Stack) checkParams() error {
	if err := checkOwners(s.owners, s.checked); err != nil {
		return err
	}
	for _, m := range s.norms {
		if m == nil {
			continue
		}
		for c := range s.dim {
			if v := m.variance.At(c); !(v >= 0) {
				return errors.Wrapf(ErrSettings, "running variance %d of norm %d is %v, want 0 or more", c, m.index, v)
			}
		}
	}
	return nil
}

// Dim is D, the number of columns of the data.
func (s *Stack) Dim() int { return s.dim }

// CondDim is the number of columns of the condition, which every flow gets; 0 for a stack without.
func (s *Stack) CondDim() int { return s.flows[0].set.cond }

// Base is the density that the stack starts from.
func (s *Stack) Base() Base { return s.base }

// Flows are the flows from the base to the data, to look at their traces, times and maps. Each stands for itself, over a
// standard normal.
func (s *Stack) Flows() []*Flow { return append([]*Flow(nil), s.flows...) }

// Params are those of the flows from the base to the data, of the norms, and of the base (Settings.TrainBase). The
// running moments of the norms are among them, so that they are stored, averaged and restored with the weights that they
// belong to; their gradient is zero, and Observe moves them. Who writes values calls Touch.
func (s *Stack) Params() []*graph.Param { return s.params }

// Touch says that parameters have been written.
func (s *Stack) Touch() {
	for _, o := range s.owners {
		o.Touch()
	}
}

// Standardize is that of Flow, for the whole stack.
func (s *Stack) Standardize(mean, std []float64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.standardization.set(s.dim, mean, std)
}

// Standardization is what Standardize has set; nil, nil if nothing.
func (s *Stack) Standardization() (mean, std []float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.copies()
}

// Observe moves the running moments of the norms towards those of the batch that a gradient was taken of. A training
// step calls it once, after the parameters have moved; train.Fit does. A stack without norms has nothing to observe.
func (s *Stack) Observe(g *Gradient) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := 0
	for _, m := range s.norms {
		if m != nil && k < len(g.moments) {
			m.observe(g.moments[k])
			k++
		}
	}
}

// Trace tells of each flow how log-densities find its trace.
func (s *Stack) Trace() ([]*Plan, error) {
	var plans []*Plan
	for i, f := range s.flows {
		p, err := f.Trace()
		if err != nil {
			return nil, errors.WithMessagef(err, "flow %d of the stack", i)
		}
		plans = append(plans, p)
	}
	return plans, nil
}
