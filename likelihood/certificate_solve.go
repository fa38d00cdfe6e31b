// The solves that a certificate is made by, and the reference that it compares with.

package likelihood

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
)

// certificate is made for a density that has been found; rows that failed there, or that the reference cannot solve,
// have no bound.
func (e *engineOf[T]) certificate(ctx context.Context, d *Density, x [][]float64, r *request) (*Certificate, error) {
	w := e.workspace()
	c, err := w.certificate(ctx, d, x, r)
	w.leave()
	return c, err
}

func (w *workspace[T]) certificate(ctx context.Context, d *Density, x [][]float64, r *request) (*Certificate, error) {
	reference, err := w.logProb(ctx, w.tight, x, r)
	if reference == nil {
		return nil, err
	}
	c := &Certificate{Solver: make([]float64, len(x)), Stats: reference.Stats}
	for i := range x {
		c.Solver[i] = w.flow.bound(d, reference, i, spacingOf[T]())
	}
	return c, w.addProbeErrors(ctx, c, x, r)
}

// referenced is what the reference of certificates makes of a batch: as transport, and the probes' standard errors.
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
	moved, stats, err := w.transport(ctx, w.tight, toBase, x, r, change)
	if moved == nil {
		return nil, err
	}
	probes := &Certificate{}
	if failed := w.addProbeErrors(ctx, probes, x, r); failed != nil {
		return nil, failed
	}
	return &referenced{moved, stats.Plus(probes.Stats), probes.Probe}, err
}

// bound is Certificate.Solver of a row.
func (m *model) bound(d, reference *Density, row int, spacing float64) float64 {
	z, change := d.Base[row], d.Change[row]
	size := 2 * math.Abs(m.base.LogProb(z))
	if hasScore(m.base) {
		score, leverage := make([]float64, len(z)), 0.0
		base.LogProbScore(m.base, score, z)
		for c, v := range score {
			leverage += v * v * z[c] * z[c]
		}
		size = max(size, leverage)
	}
	difference := math.Abs(d.LogProb[row] - reference.LogProb[row])
	bound := differenceFactor*difference + roundingFactor*spacing*math.Sqrt(1+size+change*change)
	if math.IsNaN(bound) {
		return math.Inf(1)
	}
	return bound
}

// The reference's tolerances: referenceShare of the flow's own, and never above referenceMost, so that a flow at a loose
// tolerance is not compared with one that takes the same few steps. Fixed steps say nothing of the error they aim at;
// referenceFixed is below that of any that are usual. In float32 no method comes below rounding; what is asked for there
// is the tightest that integrate grants, so that the steps are short enough for rounding alone to be left.
const (
	referenceShare  = 1. / 30
	referenceMost   = 1e-6
	referenceFixed  = 1e-9
	referenceSingle = 2e-7
)

// mostSteps is the most that integrate lets a row take.
const mostSteps = 1 << 31

// referenceSettings are adaptive whatever the flow's are: half the step size would tell little of a fixed step that is
// far too long. DOP853 has the smallest error of its own for what it costs; in float32 its coefficients, which are large
// and of both signs, amplify rounding about tenfold, so Dopri5 is taken.
func referenceSettings[T float32 | float64](s *integrate.Settings) *integrate.Settings {
	r := &integrate.Settings{Tableau: tableau.DOP853, Shared: s.Shared, MaxNorm: s.MaxNorm, MaxSteps: min(10*max(s.MaxSteps, 10000), mostSteps),
		Lanes: s.Lanes, BlockRows: s.BlockRows, Workers: s.Workers}
	most := referenceMost
	if s.Steps > 0 || s.StepSize > 0 {
		most = referenceFixed
	}
	if spacingOf[T]() > 1e-10 {
		r.Tableau, most = tableau.Dopri5, referenceSingle
	}
	r.RTol, r.ATol = tighter(s.RTol, most), tighter(s.ATol, most)
	r.RTol = max(r.RTol, 10*spacingOf[T]()) // the least that integrate takes
	return r
}

// tighter is a tolerance of the reference; 0 means that the flow has integrate's default, or fixed steps.
func tighter(tolerance, most float64) float64 {
	if tolerance == 0 {
		return most
	}
	return min(tolerance*referenceShare, most)
}
