// The tensors of FFJORD's models.

package torch

import (
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
)

// ffjordSlots returns the slots of a stack in the order of FFJORD's chain, from the data to the base.
func ffjordSlots(stack *likelihood.Flow, fields []dynamics.Field, l *layout) (slots []slot) {
	norms, flows := normParams(stack), stack.Flows()
	add := func(prefix string, more []slot) {
		for _, s := range more {
			s.name = prefix + s.name
			slots = append(slots, s)
		}
	}
	for i := len(flows); i >= 0; i-- {
		at := len(flows) - i
		if i < len(flows) {
			add(l.flows[at-1], append(timeSlots(flows[i]), networkSlots(fields[i])...))
		}
		if n := norms[i]; n != nil {
			add(l.norms[at], normSlots(n))
		}
	}
	return slots
}

// normParams finds the parameters of norm i by their names.
func normParams(stack *likelihood.Flow) map[int]map[string]*graph.Param {
	norms := map[int]map[string]*graph.Param{}
	for _, p := range stack.Params() {
		var i int
		var what string
		if n, _ := fmt.Sscanf(p.Name, "norm.%d.%s", &i, &what); n == 2 {
			if norms[i] == nil {
				norms[i] = map[string]*graph.Param{}
			}
			norms[i][what] = p
		}
	}
	return norms
}

func normSlots(params map[string]*graph.Param) (slots []slot) {
	for _, what := range []string{"weight", "bias", "running_mean", "running_var"} {
		p := params[what]
		slots = append(slots, paramSlot(what, []int{p.Cols}, p, nil))
	}
	return append(slots, optional(fixedSlot("step", Counter, []int{1}, 0)))
}

func optional(s slot) slot {
	s.optional = true
	return s
}

// timeSlots returns the slot of a duration: it is the square of FFJORD's parameter, and the exponential of the parameter
// here.
func timeSlots(f *likelihood.Flow) []slot {
	at := spanOf(f)
	end := fixedSlot("sqrt_end_time", Setting, []int{}, math.Sqrt(at.t0))
	if p := at.duration; p != nil {
		end.use, end.param = Weights, p.Name
		end.get = func() ([]float64, error) {
			t0, _ := at.times()
			return []float64{math.Sqrt(t0)}, nil
		}
		end.set = func(values []float64) error {
			p.Set(0, 2*elementary.Log(math.Abs(values[0])))
			p.Params().Touch()
			return nil
		}
	}
	return []slot{end, optional(fixedSlot("odefunc._num_evals", Counter, []int{}, 0))}
}

// networkSlots returns the slots of a network.
func networkSlots(f dynamics.Field) (slots []slot) {
	switch m := f.(type) {
	case *dynamics.MLP:
		slots = mlpSlots(m)
	case *dynamics.Conv:
		slots = convSlots(m)
	}
	for i := range slots {
		slots[i].name = diffeq + slots[i].name
	}
	return slots
}

// mlpSlots returns the slots of a perceptron, whose parameters have FFJORD's names here too.
func mlpSlots(m *dynamics.MLP) (slots []slot) {
	for _, p := range m.Params().List() {
		index := make([]float64, p.Len())
		for i := range index {
			index[i] = float64(i)
		}
		order := make([]int, p.Len())
		for there, here := range m.ToTorch(p, index) {
			order[int(here)] = there
		}
		s := paramSlot(p.Name, ffjordShape(p), p, func(i int) int { return order[i] })
		if isBeta(p.Name) {
			s = betaSlot(s, p)
		}
		slots = append(slots, s)
	}
	return slots
}

// betaSlot converts β: swish is x·σ(βx) in FFJORD's code and x·σ(softplus(β)x) here.
func betaSlot(s slot, p *graph.Param) slot {
	s.get = func() ([]float64, error) { return []float64{beta(p.At(0))}, nil }
	s.set = func(values []float64) error {
		v := values[0]
		if v <= 0 {
			return errors.Errorf("β of swish is %v, want a positive number", v)
		}
		p.Set(0, v+elementary.Log(-elementary.Expm1(-v)))
		p.Params().Touch()
		return nil
	}
	return s
}

// beta is FFJORD's β for a parameter here: its softplus.
func beta(v float64) float64 { return math.Max(v, 0) + elementary.Log1p(elementary.Exp(-math.Abs(v))) }
