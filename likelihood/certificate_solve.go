// The solves of a certificate: by the reference, and with further probes.

package likelihood

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/equation"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/estimate"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/reference"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"gorgonia.org/tensor"
)

// certificate computes the certificate of a density. Rows that failed in the density, or that the reference cannot
// solve, have no bound.
func (e *engineOf[T]) certificate(ctx context.Context, d *Density, x [][]float64, r *request) (*Certificate, error) {
	w := e.workspace()
	c, err := w.certificate(ctx, d, x, r)
	w.leave()
	return c, err
}

func (w *workspace[T]) certificate(ctx context.Context, d *Density, x [][]float64, r *request) (*Certificate, error) {
	tight, err := w.logProb(ctx, w.tight, x, r)
	if tight == nil {
		return nil, err
	}
	bounds, err := w.flow.bounds(ctx, d, tight, x)
	if err != nil {
		return nil, err
	}
	c := &Certificate{Solver: bounds, Stats: tight.Stats}
	return c, w.addProbeErrors(ctx, c, x, r)
}

// referenced is the result of the reference for a batch: that of transport, and the standard errors of estimated
// traces.
type referenced struct {
	moved       [][]float64
	stats       ode.Stats
	probeErrors []float64
}

func (e *engineOf[T]) reference(ctx context.Context, x [][]float64, r *request, change []float64) (*referenced, error) {
	w := e.workspace()
	found, err := w.reference(ctx, x, r, change)
	w.leave()
	return found, err
}

func (w *workspace[T]) reference(ctx context.Context, x [][]float64, r *request, change []float64) (*referenced, error) {
	moved, stats, err := w.transport(ctx, w.solverOf(r, w.tight), toBase, x, r, change)
	if moved == nil {
		return nil, err
	}
	probes := &Certificate{}
	if failed := w.addProbeErrors(ctx, probes, x, r); failed != nil {
		return nil, failed
	}
	return &referenced{moved, stats.Plus(probes.Stats), probes.Probe}, err
}

// The factors of Certificate.Solver, from the measurements named there.
const (
	differenceFactor = 2
	partsFactor      = 0.2
	roundingFactor   = 2
)

// bounds returns Certificate.Solver of all rows x.
func (f *Flow) bounds(ctx context.Context, d, tight *Density, x [][]float64) ([]float64, error) {
	spacing, bounds := f.spacing(), make([]float64, len(x))
	return bounds, eachRow(ctx, f.self.workers(), len(x), func(i int) {
		difference, parts, size := f.boundTerms(d.at(i), tight.at(i), x[i])
		bounds[i] = float64(differenceFactor*difference) + float64(partsFactor*parts) + float64(roundingFactor*spacing*size)
		if math.IsNaN(bounds[i]) {
			bounds[i] = math.Inf(1)
		}
	})
}

// spacing is the relative spacing of the coarsest number type among the flows.
func (f *Flow) spacing() float64 {
	for _, field := range f.self.fields() {
		if field.Params().Dtype() == tensor.Float32 {
			return reference.Spacing[float32]()
		}
	}
	return reference.Spacing[float64]()
}

// densityRow is a row of a Density.
type densityRow struct {
	logp, change float64
	z            []float64
}

func (d *Density) at(row int) densityRow {
	return densityRow{d.LogProb[row], d.Change[row], d.Base[row]}
}

func (d *Density) set(row int, v densityRow) {
	d.LogProb[row], d.Change[row], d.Base[row] = v.logp, v.change, v.z
}

// boundTerms returns the distance between log p of a row x and the reference's, the distance between their parts, and
// the size of the numbers that are rounded.
func (f *Flow) boundTerms(d, tight densityRow, x []float64) (difference, parts, size float64) {
	z, change := d.z, d.change
	parts, size = square(change-tight.change), 2*math.Abs(f.base.LogProb(z))
	if hasScore(f.base) {
		score, leverage := make([]float64, len(z)), 0.0
		base.LogProbScore(f.base, score, z)
		for c, v := range score {
			parts += square(v * (z[c] - tight.z[c]))
			leverage += float64(square(v) * (square(z[c]) + float64(square(f.standardized(c, x[c]))/4)))
		}
		size = max(size, leverage)
	}
	return math.Abs(d.logp - tight.logp), math.Sqrt(parts), math.Sqrt(1 + size + square(change))
}

func square(v float64) float64 { return float64(v * v) }

func (f *single) probed(ctx context.Context, x [][]float64, r *request) (*Density, error) {
	return f.engine.probed(ctx, x, r)
}

func (e *engineOf[T]) probed(ctx context.Context, x [][]float64, r *request) (*Density, error) {
	w := e.workspace()
	d, err := w.logProb(ctx, w.solverOf(r, w.density), x, r)
	if d != nil {
		d.Certificate = &Certificate{}
		if failed := w.addProbeErrors(ctx, d.Certificate, x, r); failed != nil {
			d, err = nil, failed
		}
	}
	w.leave()
	return d, err
}

func (f *single) certificate(ctx context.Context, d *Density, x [][]float64, r *request) (*Certificate, error) {
	return f.engine.certificate(ctx, d, x, r)
}

// addProbeErrors fills in Certificate.Probe for the loaded batch: the standard deviation over further probes, divided
// by √k for a mean of k. Exact traces have none.
func (w *workspace[T]) addProbeErrors(ctx context.Context, c *Certificate, x [][]float64, r *request) error {
	if estimate.IsExact(w.density.Trace) {
		return nil
	}
	s, err := w.spread.Solver(ctx, w.density)
	if err != nil {
		return err
	}
	solution, err := s.Solve(ctx, w.spreadProblem(x, r))
	if solution == nil || (err != nil && failedRows(solution, err) == nil) {
		return err
	}
	c.Probe = make([]float64, len(x))
	k := float64(estimate.ProbeCount(w.density.Trace)-estimate.SketchCount(w.density.Trace)) * w.spread.Excess()
	for i := range c.Probe {
		c.Probe[i] = numeric.Deviation(solution.Quad[1][i*equation.SpreadProbes:(i+1)*equation.SpreadProbes]) / math.Sqrt(k)
		if solution.Status[i] != ode.Done {
			c.Probe[i] = math.Inf(1)
		}
	}
	c.Stats = c.Stats.Plus(solution.Stats)
	return nil
}

// spreadProblem has the batch and conditions of the density, and probes of its own. Of the value's probes, which are a
// single draw, it takes only those of the sketch.
func (w *workspace[T]) spreadProblem(x [][]float64, r *request) *ode.Problem[T] {
	p := &ode.Problem[T]{Rows: len(x), Y: [][]T{w.z, nil}}
	p.T1, p.T0 = w.flow.times()
	if w.density.Cond > 0 {
		p.Args = append(p.Args, w.cond)
	}
	p.Args = append(p.Args, w.spreadOf(len(x), r))
	return p
}

func (w *workspace[T]) spreadOf(rows int, r *request) []T {
	s := &w.spread
	width, sketch, own := s.ProbeWidth(), s.Sketch*s.Dim, w.density.ProbeWidth()
	probes, draws := make([]T, rows*width), stream.New(r.probeSeed, stream.Spread)
	for i := range rows {
		row, rng := probes[i*width:(i+1)*width], draws.At(uint64(r.index(i)))
		copy(row, w.probes[i*own:i*own+sketch])
		for c := sketch; c < width; c++ {
			row[c] = T(estimate.Draw(w.density.Trace, rng, c/s.Dim))
		}
		if !s.Trace.Gaussian {
			equation.Oppose(row[sketch:], s.Dim, rng)
		}
	}
	return probes
}
