// Flows of zuko.flows.CNF.

package torch

import (
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
)

// ZukoSettings of Zuko; nil means the zero value.
type ZukoSettings struct {
	// Activation is CNF's argument. Empty means ELU, its default.
	Activation dynamics.Activation
	// Float64 computes in double precision even if the file holds single precision.
	Float64 bool
	// Adjust, if not nil, may change the settings of the flow before it is made: tolerances, workers, the trace.
	Adjust func(*likelihood.Settings)
}

// zuko's names for tensors outside of layers, in version 1.6; zukoFile knows older ones.
const (
	zukoTimes = "transform.times"
	zukoFreqs = "transform.freqs"
	zukoODE   = "transform.ode."
	zukoLoc   = "base.loc"
	zukoScale = "base.scale"
)

// Zuko builds the flow of a zuko.flows.CNF: one FreeFormJacobianTransform of an MLP of [cos ωt, sin ωt, z, c], over a
// normal base with independent columns. The data are at the first of its times. Names are those of CNF.state_dict() in
// versions 0.3 to 1.6, or of an FFJTransform alone, whose base is then a standard normal.
//
// Zuko returns the report even with an error. Errors: *StateError, *ModelError, and those of likelihood.New.
func Zuko(state StateDict, s *ZukoSettings) (*likelihood.Flow, *Report, error) {
	if s == nil {
		s = &ZukoSettings{}
	}
	z, err := readZuko(state)
	if err != nil {
		return nil, unread(state), err
	}
	m, settings, err := s.model(z.state)
	if err != nil {
		return nil, unread(state), err
	}
	if s.Adjust != nil {
		s.Adjust(settings)
	}
	flow, err := likelihood.New(m, settings)
	if err != nil {
		return nil, unread(state), err
	}
	slots := zukoSlots(m, settings.T0, settings.T1, z.state[zukoLoc].Values, z.state[zukoScale].Values)
	report, err := fill(z.inFile(slots), state, nothing)
	if err != nil {
		return nil, report, err
	}
	return flow, report, nil
}

// ZukoState is the state dict of a flow for zuko.flows.CNF(features, context, hidden_features, freqs, activation).
//
// Errors: a *ModelError if the flow is no CNF: its network must read [sin ωt, cos ωt] alone and only in its first layer
// (dynamics.ConcatFirst with Fourier and FourierOnly), or no t at all (dynamics.Ignore, for freqs = 0), without Residual
// and LayerNorm, its base must be normal with independent columns, and neither data nor conditions may be standardised.
//
// Others may train the flow meanwhile.
func ZukoState(f *likelihood.Flow) (StateDict, error) {
	m, ok := f.Field().(*dynamics.MLP)
	if !ok {
		return nil, &ModelError{Name: "field", Value: fmt.Sprintf("%T", f.Field()), Want: "a *dynamics.MLP"}
	}
	set := m.Settings()
	timed, timeless := set.Layer == dynamics.ConcatFirst && set.FourierOnly, set.Layer == dynamics.Ignore && len(set.Fourier) == 0
	if !timed && !timeless || set.Activation.HasParameter() {
		return nil, &ModelError{Name: "network", Value: fmt.Sprintf("of layers %s, FourierOnly %v, activation %s", set.Layer, set.FourierOnly, set.Activation),
			Want: "concat_first and true, or ignore for a network without t, and an activation without parameters"}
	}
	if err := checkHidden(&set); err != nil {
		return nil, err
	}
	if mean, std := f.Standardization(); mean != nil || std != nil {
		return nil, standardised("standardisation", "zuko's CNF")
	}
	if mean, std := f.ConditionStandardization(); mean != nil || std != nil {
		return nil, standardised("standardisation of conditions", "zuko's CNF")
	}
	at, p0, dim := spanOf(f), f.Base(), f.Dim()
	return whole(f, func() (StateDict, error) {
		loc, scale, err := normalBase(p0, dim)
		if err != nil {
			return nil, err
		}
		t0, t1 := at.times()
		return collect(zukoSlots(m, t0, t1, loc, scale))
	})
}

// normalBase returns the mean and the standard deviation of a base with independent columns.
func normalBase(p0 base.Base, dim int) (loc, scale []float64, err error) {
	if _, ok := p0.(base.Standard); ok {
		return make([]float64, dim), slices.Repeat([]float64{1}, dim), nil
	}
	if g, ok := p0.(*base.Gaussian); ok {
		if mean, factor := g.Params().List()[0], g.Params().List()[1]; factor.Rows == 1 {
			for _, log := range factor.Values() {
				scale = append(scale, elementary.Exp(log))
			}
			return mean.Values(), scale, nil
		}
	}
	return nil, nil, &ModelError{Name: "base", Value: fmt.Sprintf("%T", p0), Want: "a normal with independent columns"}
}
