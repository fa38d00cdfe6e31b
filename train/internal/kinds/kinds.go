// Package kinds has small flows of twelve kinds, trained on artificial rows in seconds: from paths that are nearly
// straight to networks with kinks.
package kinds

import (
	"context"
	"io"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// Kind is a kind of flow and its training data.
type Kind struct {
	Name      string
	Flows     int // number of flows in a stack; 0: a single flow
	network   dynamics.MLPSettings
	penalties likelihood.Penalties
	objective objective.Objective // nil: random weights, enlarged
	draw      func(r *rand.Rand) []float64
}

// All are ten kinds.
var All = []*Kind{
	{Name: "rings, maximum likelihood", network: dynamics.MLPSettings{Hidden: []int{64, 64}}, objective: objective.MaximumLikelihood{}, draw: drawRings},
	{Name: "rings, matching", network: dynamics.MLPSettings{Hidden: []int{64, 64}}, objective: objective.FlowMatching{}, draw: drawRings},
	{Name: "moons, matching by transport", network: dynamics.MLPSettings{Hidden: []int{64, 64}}, objective: objective.FlowMatching{Coupling: objective.OptimalTransport}, draw: drawMoons},
	{Name: "moons, kinetic penalty", network: dynamics.MLPSettings{Hidden: []int{32, 32, 32}}, penalties: likelihood.Penalties{Kinetic: 0.02}, objective: objective.MaximumLikelihood{}, draw: drawMoons},
	{Name: "spirals, matching", network: dynamics.MLPSettings{Hidden: []int{64, 64}, Activation: dynamics.SiLU}, objective: objective.FlowMatching{}, draw: drawSpirals},
	{Name: "spirals, kinks", network: dynamics.MLPSettings{Hidden: []int{48, 48}, Activation: dynamics.ELU}, objective: objective.FlowMatching{}, draw: drawSpirals},
	{Name: "five heavy tails", network: dynamics.MLPSettings{Hidden: []int{64, 64}}, objective: objective.FlowMatching{}, draw: drawTails},
	{Name: "moons, a stack", network: dynamics.MLPSettings{Hidden: []int{24, 24}}, Flows: 2, objective: objective.MaximumLikelihood{}, draw: drawMoons},
	{Name: "rings, FFJORD's gated output", network: dynamics.MLPSettings{Hidden: []int{48, 48, 48}, GateOutput: true}, objective: objective.MaximumLikelihood{}, draw: drawRings},
	{Name: "random, twelve columns", network: dynamics.MLPSettings{Hidden: []int{32, 32}, Activation: dynamics.Softplus}, draw: drawMany},
}

// Wide are two more, with more columns and features, which take longer.
var Wide = []*Kind{
	{Name: "a table of eight columns, matching", network: dynamics.MLPSettings{Hidden: []int{96, 96}, Activation: dynamics.SiLU}, objective: objective.FlowMatching{}, draw: drawTable},
	{Name: "43 columns, two wide layers", network: dynamics.MLPSettings{Hidden: []int{215, 215}, Activation: dynamics.Softplus}, draw: func(r *rand.Rand) []float64 { return scaled(r, 43, 1) }},
}

// Train returns a trained flow in float32. Equal seeds and states of r give equal flows.
func (k *Kind) Train(ctx context.Context, seed uint64, r *rand.Rand) (train.Model, error) {
	m, err := k.model(seed, false, nil)
	if err != nil {
		return nil, err
	}
	return m, k.fit(ctx, seed, r, m)
}

// Solved returns a trained flow in double precision with another solver.
func (k *Kind) Solved(m train.Model, solver *integrate.Settings) (train.Model, error) {
	other, err := k.model(0, true, solver)
	if err != nil {
		return nil, err
	}
	for i, p := range other.Params() {
		if err = p.SetAll(m.Params()[i].Values()); err != nil {
			return nil, err
		}
	}
	return other, other.Standardize(m.Standardization())
}

// Exact returns a trained flow with errors far below any tolerance.
func (k *Kind) Exact(m train.Model) (train.Model, error) {
	return k.Solved(m, &integrate.Settings{Tableau: tableau.DOP853, RTol: 1e-10, ATol: 1e-10})
}

// Rows draws rows of the training distribution.
func (k *Kind) Rows(r *rand.Rand, n int) [][]float64 {
	x := make([][]float64, n)
	for i := range x {
		x[i] = k.draw(r)
	}
	return x
}

func (k *Kind) model(seed uint64, double bool, solver *integrate.Settings) (train.Model, error) {
	set := likelihood.Settings{Penalties: k.penalties, Solver: solver}
	var fields []dynamics.Field
	for i := range max(k.Flows, 1) {
		network := k.network
		network.Seed, network.Float64 = seed+uint64(1000*i), double
		field, err := dynamics.NewMLP(len(k.draw(rand.New(rand.NewPCG(1, 1)))), &network)
		if err != nil {
			return nil, err
		}
		fields = append(fields, field)
	}
	if k.Flows == 0 {
		return likelihood.New(fields[0], &set)
	}
	return likelihood.NewStack(fields, &likelihood.StackSettings{Flow: set, Norm: &likelihood.NormSettings{}})
}

// fit trains briefly: the flow only has to bend.
func (k *Kind) fit(ctx context.Context, seed uint64, r *rand.Rand, m train.Model) error {
	s := train.Settings{Objective: k.objective, Iterations: 150, Batch: 256, Optimizer: optim.Adam{Rate: 1e-2}, Average: 0.95, HoldOut: -1, Seed: seed, Progress: io.Discard}
	switch k.objective.(type) {
	case nil:
		return m.Update(ctx, func() error {
			for _, p := range m.Params() {
				enlarge(p, 1.6)
			}
			return nil
		})
	case objective.FlowMatching:
		s.Iterations, s.Average = 1500, 0.99
	}
	_, err := train.Fit(ctx, m, k.Rows(r, 4000), &s)
	return err
}

func enlarge(p *graph.Param, factor float64) {
	for i, v := range p.Values() {
		p.Set(i, float64(float32(factor*v)))
	}
}
