// Random flows, stacks and augmented flows of small networks. Only this file names constructors of package likelihood.
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
)

// model is what a *likelihood.Flow and a *augment.Flow have in common.
type model interface {
	train.Model
	CondDim() int
	SampleWith(ctx context.Context, n int, seed uint64, r *likelihood.SampleRequest) (*likelihood.Samples, error)
}

// saver is a model that can be saved to a file.
type saver interface {
	model
	Save(w io.Writer) error
	SaveFile(path string) error
}

// plan says how to make a model, so that several equal models can be made.
type plan struct {
	net      dynamics.MLPSettings
	units    int // of the transformers of hollow networks; 0: ordinary networks
	dim      int
	flows    int // of a stack; 0: a flow
	extra    int // columns of an augmented flow
	norm     bool
	settings likelihood.Settings
	mixture  bool
	exact    bool // no probes: rows do not depend on their indices
}

// randomPlan draws a model that compiles and trains in a moment.
func randomPlan(rng *rand.Rand) *plan {
	p := &plan{dim: 1 + rng.IntN(3), mixture: rng.IntN(4) == 0, exact: true}
	p.net = dynamics.MLPSettings{Hidden: pick(rng, []int{8}, []int{6, 5}, []int{4, 5, 4}), Layer: pick(rng, dynamics.Layers()...), Seed: rng.Uint64(),
		Activation: pick(rng, dynamics.Tanh, dynamics.Softplus, dynamics.Swish, dynamics.GELU, dynamics.Sin, dynamics.ELU), Float64: rng.IntN(2) == 0}
	switch rng.IntN(4) {
	case 0:
		p.flows, p.norm = 2, rng.IntN(2) == 0
	case 1:
		p.extra = 1
		p.dim++
	case 2:
		p.net.Cond = 1
	}
	switch rng.IntN(6) {
	case 0:
		p.units = 1 + rng.IntN(3)
	case 1:
		p.net.Hidden, p.net.Residual, p.net.LayerNorm = []int{6, 6}, true, rng.IntN(2) == 0
	}
	p.drawSettings(rng)
	return p
}

// shrink makes networks of one small layer, which has none before it to add (Residual).
func (p *plan) shrink() { p.net.Hidden, p.net.Residual = []int{2}, false }

func (p *plan) drawSettings(rng *rand.Rand) {
	method := pick(rng, tableau.Sparse5, tableau.Dopri5, tableau.Bosh3, tableau.RK4)
	p.settings.Solver = &integrate.Settings{Tableau: method, RTol: 1e-4, ATol: 1e-4, Lanes: pick(rng, 0, 1, 5, 16), Shared: false}
	if method.BErr == nil {
		p.settings.Solver.Steps = 6
	}
	switch rng.IntN(4) {
	case 0:
		p.settings.Trace, p.exact = trace.Settings{Method: trace.Hutchinson}, false
	case 1:
		p.settings.GradientTrace = &trace.Settings{Method: trace.Hutchinson, Gaussian: true}
	}
	p.settings.TrainTime, p.settings.TrainBase = rng.IntN(4) == 0, p.mixture && rng.IntN(2) == 0
	if rng.IntN(3) == 0 {
		p.settings.Penalties = likelihood.Penalties{Kinetic: 0.1, Frobenius: 0.05}
	}
	if rng.IntN(4) == 0 && method.BErr != nil {
		p.settings.Gradient.Method = integrate.Backsolve
	}
}

// String names what matters in a finding.
func (p *plan) String() string {
	s := p.settings
	return fmt.Sprintf("%d columns, %+v, %d units, %d flows, norm %t, %d extra, mixture %t, %s, lanes %d, trace %+v, gradient %+v by %+v, train time %t, base %t, penalties %+v",
		p.dim, p.net, p.units, p.flows, p.norm, p.extra, p.mixture, s.Solver.Tableau.Name, s.Solver.Lanes, s.Trace, s.Gradient, s.GradientTrace, s.TrainTime, s.TrainBase, s.Penalties)
}

// make makes a new model.
func (p *plan) make(workers int) (model, error) {
	settings, solver := p.settings, *p.settings.Solver
	solver.Workers, settings.Solver = workers, &solver
	if p.mixture {
		mixture, err := newMixture(p.dim)
		if err != nil {
			return nil, err
		}
		settings.Base = mixture
	}
	if p.flows > 0 {
		return p.makeStack(settings)
	}
	field, err := p.field(0)
	if err != nil {
		return nil, err
	}
	flow, err := likelihood.New(field, &settings)
	if err != nil || p.extra == 0 {
		return flow, err
	}
	return augment.New(flow, p.extra)
}

// field makes the network of flow i.
func (p *plan) field(i int) (dynamics.Field, error) {
	net := p.net
	net.Seed += uint64(i)
	if p.units > 0 {
		return dynamics.NewHollow(p.dim, &dynamics.HollowSettings{Conditioner: net, Units: p.units})
	}
	return dynamics.NewMLP(p.dim, &net)
}

func (p *plan) makeStack(settings likelihood.Settings) (model, error) {
	var fields []dynamics.Field
	for i := range p.flows {
		field, err := p.field(i)
		if err != nil {
			return nil, err
		}
		fields = append(fields, field)
	}
	s := &likelihood.StackSettings{Flow: settings}
	if p.norm {
		s.Norm = &likelihood.NormSettings{}
	}
	return likelihood.NewStack(fields, s)
}

// newMixture is a normal mixture of two components.
func newMixture(dim int) (base.Base, error) {
	var components []*base.Gaussian
	for i := range 2 {
		mean, std := make([]float64, dim), make([]float64, dim)
		for j := range mean {
			mean[j], std[j] = float64(2*i-1), 1+0.3*float64(j)
		}
		g, err := base.NewDiagonalGaussian(mean, std)
		if err != nil {
			return nil, err
		}
		components = append(components, g)
	}
	return base.NewMixture([]float64{1, 2}, components...)
}

// load reads a model's file.
func (p *plan) load(file []byte) (saver, error) {
	f, err := likelihood.Load(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	return f, nil
}

// saved is the part of a model that goes into a file: of an augmented flow the joint density.
func saved(m model) saver {
	if a, ok := m.(*augment.Flow); ok {
		return a.Joint()
	}
	return m.(saver)
}

// bits are the values of all parameters.
func bits(m train.Model) (all []float64) {
	for _, p := range m.Params() {
		all = append(all, p.Values()...)
	}
	return all
}

// condition draws n rows of conditions; nil for a model without conditions.
func condition(rng *rand.Rand, m model, rows int) [][]float64 {
	if m.CondDim() == 0 {
		return nil
	}
	return drawRows(rng, rows, m.CondDim())
}

// describeFlow writes out the settings of a flow.
func describeFlow(s *likelihood.Settings) string {
	all := *s
	all.Solver = nil
	return fmt.Sprintf("%+v, %s", all, describeSolver(s.Solver))
}

// wildFlow draws settings of a flow, sane and absurd.
func (t *trial) wildFlow() *likelihood.Settings {
	s := &likelihood.Settings{T0: t.wild(0, 0, 2), T1: t.wild(1, 1, -1), TrainTime: t.chance(0.2), TrainBase: t.chance(absurd), FreeDensity: t.chance(0.1), Solver: t.wildSolver(),
		Penalties: likelihood.Penalties{Kinetic: t.wild(0, 0.1), Frobenius: t.wild(0, 0.1), Directional: t.wild(0, 0), Total: t.wild(0, 0)}}
	s.Trace = trace.Settings{Method: trace.Method(t.wildInt(0, 0, 0, 1, 2, 3, 4, 5)), Probes: t.wildInt(0, 0, 2), Gaussian: t.chance(0.5)}
	s.Gradient = integrate.GradientSettings{Method: t.wildMethod(), RTol: t.wild(0, 1e-6), ATol: t.wild(0, 1e-6), TapeBytes: t.wildInt(0, 0, 0, 0, 0, 0, 1, 100_000)}
	return s
}

// wildMethod draws a gradient method. The slow one, with which tests compare Replay, is rare.
func (t *trial) wildMethod() integrate.Method {
	if t.chance(absurd) {
		return integrate.Method(2)
	}
	return integrate.Method(t.wildInt(int(integrate.Replay), int(integrate.Backsolve)))
}
