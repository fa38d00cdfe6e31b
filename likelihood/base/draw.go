// Draw: draws of a base, by its best method.

package base

import (
	"context"
	"math"
	"math/rand/v2"
	"sync"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/pkg/errors"
)

// Draw draws n rows of dim columns from a base. Row i depends only on the seed and on i, unless the base draws from a
// source of its own (Rander). Errors: ErrNoSampler if the base cannot be drawn from; likelihood.ErrEmpty for no rows or
// columns; likelihood.ErrSettings for too many rows, a base of another dimension or a nil context; ctx's.
func Draw(ctx context.Context, b Base, n, dim int, seed uint64) (rows [][]float64, err error) {
	defer graph.Recover("likelihood: drawing from a base", &err)
	if err := fault.Context(ctx); err != nil {
		return nil, err
	}
	if n < 1 || dim < 1 {
		return nil, errors.Wrapf(fault.ErrEmpty, "%d rows of %d columns, want at least one of each", n, dim)
	}
	if most := math.MaxInt32 / dim; n > most {
		return nil, errors.Wrapf(fault.ErrSettings, "%d samples at once, want at most %d", n, most)
	}
	if err := checkDim(b, dim, "the rows"); err != nil {
		return nil, err
	}
	draw, err := sampler(b, dim)
	if err != nil {
		return nil, err
	}
	z := numeric.NewRows(n, dim)
	if parallel.IsFew(n, dim) || !isOwn(b) { // another base may draw for one caller at a time
		return z, drawRange(ctx, draw, z, 0, n, seed)
	}
	return z, parallel.Ranges(ctx, "likelihood: drawing from a base", n, dim, func(lo, hi int) error { return drawRange(ctx, draw, z, lo, hi, seed) })
}

// drawRange draws rows lo … hi−1 of z.
func drawRange(ctx context.Context, draw func([]float64, *rand.Rand), z [][]float64, lo, hi int, seed uint64) error {
	draws := stream.New(seed, stream.Base)
	for i := lo; i < hi; i++ {
		if err := parallel.Ended(ctx, i); err != nil {
			return err
		}
		draw(z[i], draws.At(uint64(i)))
	}
	return nil
}

// sampler returns a function that fills a row with a draw, by the base's best method.
func sampler(base Base, dim int) (func(dst []float64, rng *rand.Rand), error) {
	switch b := base.(type) {
	case *Mixture:
		return b.sampler(), nil
	case StreamSampler:
		return func(dst []float64, rng *rand.Rand) { numeric.Store(dst, b.RandStream(dst, rng)) }, checkSampler(base, dim, "RandStream")
	case Quantiler:
		p := make([]float64, dim)
		return func(dst []float64, rng *rand.Rand) {
			for i := range p {
				p[i] = openUniform(rng)
			}
			numeric.Store(dst, b.Quantile(dst, p))
		}, checkSampler(base, dim, "Quantile")
	case Rander:
		return func(dst []float64, _ *rand.Rand) { drawAlone(b, dst) }, nil
	}
	return nil, errors.Wrapf(ErrNoSampler, "%T has none of RandStream, Quantile, Rand", base)
}

// sources is held while a base draws from a source of its own, which is not safe for several callers.
var sources sync.Mutex

func drawAlone(b Rander, dst []float64) {
	sources.Lock()
	defer sources.Unlock()
	numeric.Store(dst, b.Rand(dst))
}

// openUniform is uniform on (0, 1): a quantile at 0 is often -∞.
func openUniform(rng *rand.Rand) float64 {
	for {
		if u := rng.Float64(); u > 0 {
			return u
		}
	}
}
