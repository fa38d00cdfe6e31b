// The tensors of FFJORD's models, taken from PyTorch and given to it.

package torch

import (
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
)

// ffjordSlots are those of a stack in the order of FFJORD's chain, from the data to the base.
func ffjordSlots(stack *likelihood.Flow, fields []*dynamics.MLP) (slots []slot, err error) {
	norms, flows, at := normParams(stack), stack.Flows(), 0
	add := func(more []slot) {
		for _, s := range more {
			s.name = fmt.Sprintf("chain.%d.%s", at, s.name)
			slots = append(slots, s)
		}
		at++
	}
	if n := norms[len(flows)]; n != nil {
		add(normSlots(n))
	}
	for i := len(flows) - 1; i >= 0; i-- {
		add(append(timeSlots(flows[i]), networkSlots(fields[i])...))
		if n := norms[i]; n != nil {
			add(normSlots(n))
		}
	}
	return slots, nil
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

// timeSlots: the duration is the square of what is trained there, and the exponential of what is trained here.
func timeSlots(f *likelihood.Flow) []slot {
	t0, _ := f.Times()
	end := fixedSlot("sqrt_end_time", Setting, []int{}, math.Sqrt(t0))
	for _, p := range f.Params() {
		if p.Name == "time.log_duration" {
			end.use, end.param = Weights, p.Name
			end.set = func(values []float64) error {
				p.Set(0, 2*math.Log(math.Abs(values[0])))
				p.Params().Touch()
				return nil
			}
		}
	}
	return []slot{end, optional(fixedSlot("odefunc._num_evals", Counter, []int{}, 0))}
}

// networkSlots are those of a network of FFJORD's, whose parameters have its names here too.
func networkSlots(m *dynamics.MLP) (slots []slot) {
	for _, p := range m.Params().List() {
		index := make([]float64, p.Len())
		for i := range index {
			index[i] = float64(i)
		}
		order := make([]int, p.Len())
		for there, here := range m.ToTorch(p, index) {
			order[int(here)] = there
		}
		s := paramSlot("odefunc.diffeq."+p.Name, ffjordShape(p), p, func(i int) int { return order[i] })
		if isBeta(p.Name) {
			s = betaSlot(s, p)
		}
		slots = append(slots, s)
	}
	return slots
}

// betaSlot: swish is x·σ(βx) there and x·σ(softplus(β)x) here.
func betaSlot(s slot, p *graph.Param) slot {
	s.get = func() ([]float64, error) { return []float64{beta(p.At(0))}, nil }
	s.set = func(values []float64) error {
		v := values[0]
		if v <= 0 {
			return errors.Errorf("β of swish is %v, want a positive number", v)
		}
		p.Set(0, v+math.Log(-math.Expm1(-v)))
		p.Params().Touch()
		return nil
	}
	return s
}

// beta is FFJORD's β for the parameter here, softplus of it.
func beta(v float64) float64 { return math.Max(v, 0) + math.Log1p(math.Exp(-math.Abs(v))) }
