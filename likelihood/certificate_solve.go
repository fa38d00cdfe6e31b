// The solves that a certificate is made by.

package likelihood

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// certifier keeps what certificates are made with, compiled when the first one is asked for.
type certifier[T float32 | float64] struct {
	reference solver[T]
	spread    spread[T]
}

// certificate is made for a density that has been found; rows that failed there, or that the reference cannot solve,
// have no bound.
func (e *engineOf[T]) certificate(ctx context.Context, d *Density, x [][]float64, r *request) (*Certificate, error) {
	s := e.referenceSolver()
	reference, err := e.logProbBy(ctx, s, x, r)
	if reference == nil {
		return nil, err
	}
	c := &Certificate{Solver: make([]float64, len(x)), Stats: reference.Stats}
	for i := range x {
		c.Solver[i] = e.flow.bound(d, reference, i, spacingOf[T]())
	}
	if e.density.trace.Method != trace.Exact {
		err = e.addProbeErrors(ctx, c, x, r)
		return c, err
	}
	return c, nil
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
