// The standard error of log-densities by an estimated trace, from further probes.

package likelihood

import (
	"context"
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// spreadProbes is the number of probes from which a certificate takes their standard deviation: with eight of them it is
// known to about a quarter (relative standard deviation 1/√(2·7) for normal estimates).
const spreadProbes = 8

// spread solves for what each of several probes makes of Δl, so that their scatter is seen; with Hutch++ outside of what
// the value's own probes sketch. The probes stay outside error control: the path alone chooses the steps.
type spread[T graph.Float] struct {
	flowSystem
	sketch   int // probes of the value that come before those of the spread
	compiled *integrate.Solver[T]
}

// addProbeErrors fills Certificate.Probe for the batch that has been loaded: the standard deviation over further probes, by √k
// for the mean of k. Exact traces have none.
func (w *workspace[T]) addProbeErrors(ctx context.Context, c *Certificate, x [][]float64, r *request) error {
	if w.density.trace.Method == trace.Exact {
		return nil
	}
	s, err := w.spreadSolver(ctx)
	if err != nil {
		return err
	}
	solution, err := s.Solve(ctx, w.spreadProblem(x, r))
	if solution == nil || (err != nil && failedRows(solution, err) == nil) {
		return err
	}
	c.Probe = make([]float64, len(x))
	k := float64(w.density.trace.ProbeCount()-w.density.trace.SketchCount()) * w.spread.excess()
	for i := range c.Probe {
		c.Probe[i] = numeric.Deviation(solution.Quad[1][i*spreadProbes:(i+1)*spreadProbes]) / math.Sqrt(k)
		if solution.Status[i] != ode.Done {
			c.Probe[i] = math.Inf(1)
		}
	}
	c.Stats = c.Stats.Plus(solution.Stats)
	return nil
}

func (e *engineOf[T]) spreadSolver(ctx context.Context) (*integrate.Solver[T], error) {
	if err := e.compiling.Write(ctx); err != nil {
		return nil, err
	}
	defer e.compiling.EndWrite()
	s := &e.spread
	if s.compiled != nil {
		return s.compiled, nil
	}
	s.flowSystem = *e.density.flowSystem
	trace := *s.trace
	s.sketch = trace.SketchCount()
	trace.Probes = s.sketch + spreadProbes
	s.trace, s.freeDensity = &trace, true
	system := s.system()
	system.Blocks[1] = ode.Block{Name: "logdet by probe", Width: spreadProbes, Quadrature: true, Uncontrolled: true}
	system.Build = s.build
	made, err := solverWithin[T](ctx, system, e.density.settings, &e.building)
	if err == nil {
		s.compiled = made
	}
	return made, err
}

// build adds f and one column a probe.
func (s *spread[T]) build(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
	r := rhs.New(s.field, b, t, y[0], args)
	if err := r.AddField(true); err != nil {
		return nil, err
	}
	return []*G.Node{r.F, b.ConcatCols(trace.Scatter(r, s.trace, s.sketch)...)}, errors.Wrap(b.Err(), "building the scatter of probes")
}

// spreadProblem has the batch and condition that the density was just found for, and probes of its own: of the value's,
// which are one draw, only those that sketch are among them.
func (w *workspace[T]) spreadProblem(x [][]float64, r *request) *ode.Problem[T] {
	p := &ode.Problem[T]{Rows: len(x), Y: [][]T{w.z, nil}}
	p.T1, p.T0 = w.flow.Times()
	if w.density.cond > 0 {
		p.Args = append(p.Args, w.cond)
	}
	p.Args = append(p.Args, w.spreadOf(len(x), r))
	return p
}

func (w *workspace[T]) spreadOf(rows int, r *request) []T {
	s := &w.spread
	width, sketch, own := s.probeWidth(), s.sketch*s.dim, w.density.probeWidth()
	probes, draws := make([]T, rows*width), stream.New(r.probeSeed, stream.Spread)
	for i := range rows {
		row, rng := probes[i*width:(i+1)*width], draws.At(uint64(i))
		copy(row, w.probes[i*own:i*own+sketch])
		for c := sketch; c < width; c++ {
			row[c] = T(w.density.trace.Draw(rng, c/s.dim))
		}
		if s.trace.Kind == trace.Rademacher {
			oppose(row[sketch:], s.dim, rng)
		}
	}
	return probes
}

// oppose makes every second of some probes the one before it, with the signs of half the columns turned. Independent signs may
// all say the same: with two columns the estimate has two values, and eight probes have one of them in 1 of 128 rows, whose
// deviation would be 0.
func oppose[T graph.Float](probes []T, dim int, rng *rand.Rand) {
	for ; len(probes) >= 2*dim; probes = probes[2*dim:] {
		left := dim / 2
		for c, v := range probes[:dim] {
			probes[dim+c] = v
			if rng.IntN(dim-c) < left { // so that each half is as likely as any other
				probes[dim+c], left = -v, left-1
			}
		}
	}
}

// excess is the expected square of the deviation over further probes, relative to the variance of one: 1 - ρ/7 by eight in pairs of
// correlation ρ. The value is a quadratic form in ε, so ρ is the mean of sᵢsⱼ over i ≠ j, s being the signs that are turned.
func (s *spread[T]) excess() float64 {
	if s.trace.Kind != trace.Rademacher || s.dim == 1 {
		return 1
	}
	dim := float64(s.dim)
	sum := float64(s.dim % 2) // of s
	return 1 - (sum*sum-dim)/(dim*(dim-1))/(spreadProbes-1)
}
