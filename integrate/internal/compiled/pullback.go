// The pullback of a step.

package compiled

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/pkg/errors"
)

// Pullback is the compiled pullback (vector–Jacobian product) of a step: from the cotangents of
// y₁, of the quadrature increments and of k_last to those of y, k₁, the constant inputs, t, h and
// the parameters.
type Pullback[T graph.Float] struct {
	Program *graph.Program[T]
	StageTimes[T]
	StepStart[T]
	Bar    StepCotangents[T] // inputs: cotangents of the results of the step
	Levels Levels[T]         // of the interpolant; nil unless asked for
	Out    StartCotangents[T]
	Params Ports[T]
	First  *RHSPullback[T] // for k₁ of the first step; nil without FSAL
	Run    Cost
}

// StepCotangents are the cotangents of y₁, of the increments, of k_last and of the levels of the interpolant, by block.
type StepCotangents[T graph.Float] struct {
	Y, Q, K Ports[T]
	Levels  Levels[T]
}

// StartCotangents are the cotangents of what a step starts from.
type StartCotangents[T graph.Float] struct {
	Y, K, Args Ports[T]
	T, H       Port[T]
}

// CompilePullback compiles the pullback of a step. A dense that is not nil adds an interpolant.
func CompilePullback[T graph.Float](ctx context.Context, s *ode.System, p *control.Scheme, dense *tableau.Interpolant) (*Pullback[T], error) {
	b := graph.NewBuilder[T](p.Lanes).Within(ctx)
	g, err := buildStep(s, p.Tableau, b, p.Shared, false, nil)
	if err != nil {
		return nil, err
	}
	levels, err := g.denseStages(dense)
	if err != nil {
		return nil, err
	}
	cotangents := newCotangents(b, s, g, levels)
	wrt, params := g.independent(b)
	bars := g.joinTimes(b.VJP(cotangents.outs, cotangents.bars, append(wrt, g.later...)))
	if b.Err() != nil {
		return nil, errors.Wrap(b.Err(), "differentiating a step")
	}
	c := &Pullback[T]{StageTimes: stageTimes[T](g), StepStart: stepStart[T](g), Levels: levelsOf[T](levels),
		Bar: StepCotangents[T]{Y: portsOf[T](cotangents.y), Q: portsOf[T](cotangents.q), K: portsOf[T](cotangents.k), Levels: levelsOf[T](cotangents.levels)}}
	c.Out.Y, bars = portsFor[T](g.y, bars)
	c.Out.K, bars = portsFor[T](orNone(g.k1, len(g.y)), bars)
	c.Out.Args, bars = portsFor[T](g.args, bars)
	c.Out.T, c.Out.H = portOf[T](bars[0]), portOf[T](bars[1])
	c.Params, _ = portsFor[T](params, bars[2:])
	if c.Program, err = compile(b, "the pullback of a step", c.ports); err != nil {
		return nil, err
	}
	c.Run, _ = CostOf(c.Program)
	return c, c.compileFirst(ctx, s, p)
}

func (c *Pullback[T]) ports(w *wiring[T]) {
	c.StageTimes.ports(w)
	each(&c.Later, w.input)
	c.StepStart.ports(w)
	for _, p := range []*Ports[T]{&c.Bar.Y, &c.Bar.Q, &c.Bar.K} {
		w.inputsOf(p)
	}
	each(&c.Bar.Levels, w.inputsOf)
	each(&c.Levels, w.outputsOf)
	for _, p := range []*Ports[T]{&c.Out.Y, &c.Out.K, &c.Out.Args} {
		w.outputsOf(p)
	}
	w.output(&c.Out.T)
	w.output(&c.Out.H)
	w.sumsOf(&c.Params)
}

// Clone is a copy for another worker.
func (c *Pullback[T]) Clone() *Pullback[T] {
	other := *c
	other.Program = clone(c.Program, other.ports)
	if c.First != nil {
		other.First = c.First.Clone()
	}
	return &other
}

func (c *Pullback[T]) compileFirst(ctx context.Context, s *ode.System, p *control.Scheme) (err error) {
	if method.FSAL(p.Tableau) {
		c.First, err = compileRHSPullback[T](ctx, s, p)
	}
	return err
}
