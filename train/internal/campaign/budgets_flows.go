// The flows of the campaign budgets: ten kinds, trained on made-up rows.
package main

import (
	"io"
	"math"
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

// budgetedKind is a kind of flow and what it is trained on.
type budgetedKind struct {
	name      string
	network   dynamics.MLPSettings
	flows     int // of a stack; 0: a flow by itself
	penalties likelihood.Penalties
	objective objective.Objective // nil: as it was drawn, with larger weights
	draw      func(r *rand.Rand) []float64
}

// budgetedKinds are ten, from paths that are nearly straight to networks with kinks.
var budgetedKinds = []budgetedKind{
	{name: "rings, maximum likelihood", network: dynamics.MLPSettings{Hidden: []int{64, 64}}, objective: objective.MaximumLikelihood{}, draw: drawRings},
	{name: "rings, matching", network: dynamics.MLPSettings{Hidden: []int{64, 64}}, objective: objective.FlowMatching{}, draw: drawRings},
	{name: "moons, matching by transport", network: dynamics.MLPSettings{Hidden: []int{64, 64}}, objective: objective.FlowMatching{Coupling: objective.OptimalTransport}, draw: drawMoons},
	{name: "moons, kinetic penalty", network: dynamics.MLPSettings{Hidden: []int{32, 32, 32}}, penalties: likelihood.Penalties{Kinetic: 0.02}, objective: objective.MaximumLikelihood{}, draw: drawMoons},
	{name: "spirals, matching", network: dynamics.MLPSettings{Hidden: []int{64, 64}, Activation: dynamics.SiLU}, objective: objective.FlowMatching{}, draw: drawSpirals},
	{name: "spirals, kinks", network: dynamics.MLPSettings{Hidden: []int{48, 48}, Activation: dynamics.ELU}, objective: objective.FlowMatching{}, draw: drawSpirals},
	{name: "five heavy tails", network: dynamics.MLPSettings{Hidden: []int{64, 64}}, objective: objective.FlowMatching{}, draw: drawTails},
	{name: "moons, a stack", network: dynamics.MLPSettings{Hidden: []int{24, 24}}, flows: 2, objective: objective.MaximumLikelihood{}, draw: drawMoons},
	{name: "rings, FFJORD's gated output", network: dynamics.MLPSettings{Hidden: []int{48, 48, 48}, GateOutput: true}, objective: objective.MaximumLikelihood{}, draw: drawRings},
	{name: "random, twelve columns", network: dynamics.MLPSettings{Hidden: []int{32, 32}, Activation: dynamics.Softplus}, draw: drawMany},
}

// pair is a flow in single precision, and the same one in double, solved far below any tolerance.
func (k *budgetedKind) pair(t *trial) (single, double train.Model, err error) {
	if single, err = k.model(t.seed, false); err != nil {
		return nil, nil, err
	}
	if err = k.fit(t, single); err != nil {
		return nil, nil, err
	}
	if double, err = k.model(t.seed, true); err != nil {
		return nil, nil, err
	}
	for i, p := range double.Params() {
		if err = p.SetAll(single.Params()[i].Values()); err != nil {
			return nil, nil, err
		}
	}
	double.Touch()
	return single, double, double.Standardize(single.Standardization())
}

func (k *budgetedKind) model(seed uint64, double bool) (train.Model, error) {
	set := likelihood.Settings{Penalties: k.penalties}
	if double {
		set.Solver = &integrate.Settings{Tableau: tableau.DOP853, RTol: 1e-10, ATol: 1e-10}
	}
	var fields []dynamics.Field
	for i := range max(k.flows, 1) {
		network := k.network
		network.Seed, network.Float64 = seed+uint64(1000*i), double
		field, err := dynamics.NewMLP(len(k.draw(rand.New(rand.NewPCG(1, 1)))), &network)
		if err != nil {
			return nil, err
		}
		fields = append(fields, field)
	}
	if k.flows == 0 {
		return likelihood.New(fields[0], &set)
	}
	return likelihood.NewStack(fields, &likelihood.StackSettings{Flow: set, Norm: likelihood.NormSettings{Place: likelihood.NormBetween}})
}

// fit is short: a flow that bends is all that is wanted.
func (k *budgetedKind) fit(t *trial, m train.Model) error {
	s := train.Settings{Objective: k.objective, Iterations: 150, Batch: 256, Optimizer: optim.Adam{Rate: 1e-2}, Average: 0.95, HoldOut: -1, Seed: t.seed, Progress: io.Discard}
	switch k.objective.(type) {
	case nil:
		for _, p := range m.Params() {
			enlarge(p, 1.6)
		}
		m.Touch()
		return nil
	case objective.FlowMatching:
		s.Iterations, s.Average = 1500, 0.99
	}
	_, err := train.Fit(t.ctx, m, k.rows(t.rng, 4000), &s)
	return err
}

func enlarge(p *graph.Param, factor float64) {
	for i, v := range p.Values() {
		p.Set(i, float64(float32(factor*v)))
	}
}

func (k *budgetedKind) rows(r *rand.Rand, n int) [][]float64 {
	x := make([][]float64, n)
	for i := range x {
		x[i] = k.draw(r)
	}
	return x
}

func drawRings(r *rand.Rand) []float64 {
	angle, radius := 2*math.Pi*r.Float64(), float64(1+r.IntN(2))+0.08*r.NormFloat64()
	return []float64{radius * math.Cos(angle), radius * math.Sin(angle)}
}

func drawMoons(r *rand.Rand) []float64 {
	angle, upper := math.Pi*r.Float64(), float64(r.IntN(2))
	sign := 2*upper - 1
	return []float64{math.Cos(angle)*sign + upper + 0.08*r.NormFloat64(), math.Sin(angle)*sign - 0.5*upper + 0.08*r.NormFloat64()}
}

func drawSpirals(r *rand.Rand) []float64 {
	angle, sign := 3*math.Pi*math.Sqrt(r.Float64()), float64(2*r.IntN(2)-1)
	return []float64{sign*angle*math.Cos(angle) + 0.2*r.NormFloat64(), sign*angle*math.Sin(angle) + 0.2*r.NormFloat64()}
}

// drawTails are five columns of Student's distribution with five degrees of freedom, of one scale.
func drawTails(r *rand.Rand) []float64 {
	chi := 0.0
	for range 5 {
		chi += math.Pow(r.NormFloat64(), 2) / 5
	}
	return scaled(r, 5, 1/math.Sqrt(chi))
}

func drawMany(r *rand.Rand) []float64 { return scaled(r, 12, 1) }

func scaled(r *rand.Rand, n int, factor float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = factor * r.NormFloat64()
	}
	return x
}
