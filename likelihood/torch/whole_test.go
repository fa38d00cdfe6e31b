// State dicts of flows that others train.

package torch_test

import (
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/torch"
)

// TestStatesAreOfOneModel: a state dict that is written while others change the parameters has those of one update.
func TestStatesAreOfOneModel(t *testing.T) {
	var fields []dynamics.Field
	for range 2 {
		m, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}, Activation: dynamics.Swish, GateOutput: true, Float64: true})
		flowtest.Must(t, err)
		fields = append(fields, m)
	}
	stack, err := likelihood.NewStack(fields, &likelihood.StackSettings{Flow: likelihood.Settings{T0: 1, TrainTime: true}, Norm: &likelihood.NormSettings{Ends: true}})
	flowtest.Must(t, err)
	m, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}, Layer: dynamics.Ignore, Float64: true})
	flowtest.Must(t, err)
	p0, err := base.NewDiagonalGaussian([]float64{0, 1}, []float64{1, 2})
	flowtest.Must(t, err)
	flow, err := likelihood.New(m, &likelihood.Settings{T0: 0.5, T1: -1, TrainTime: true, Base: p0, TrainBase: true})
	flowtest.Must(t, err)
	for name, one := range map[string]struct {
		flow  *likelihood.Flow
		write func(*likelihood.Flow) (torch.StateDict, error)
		mark  string  // a tensor that has eᵛ where all parameters are v
		power float64 // to which it is raised for that
	}{"FFJORD": {stack, torch.FFJORDState, "chain.1.sqrt_end_time", 2}, "zuko": {flow, torch.ZukoState, "base.scale", 1}} {
		setAll(t, one.flow, 1)
		for k := range 200 {
			var group sync.WaitGroup
			group.Go(func() { setAll(t, one.flow, float64(1+k%2)) })
			state, err := one.write(one.flow)
			group.Wait()
			if err != nil {
				t.Error(err)
				break
			}
			v := math.Round(one.power * math.Log(state[one.mark].Values[0]))
			for tensor, is := range state {
				if strings.HasSuffix(tensor, "weight") && slices.ContainsFunc(is.Values, func(w float64) bool { return w != v }) {
					t.Errorf("%s: %s is %v, want %v alone, as of all that one update has written", name, tensor, is.Values, v)
				}
			}
		}
	}
}

// setAll sets all parameters in one update, and lets others run meanwhile.
func setAll(t *testing.T, f *likelihood.Flow, v float64) {
	flowtest.Must(t, f.Update(t.Context(), func() error {
		for _, p := range f.Params() {
			for i := range p.Len() {
				p.Set(i, v)
			}
			for range 10 {
				runtime.Gosched()
			}
		}
		return nil
	}))
}
