// Folds: the rows that are held out, and transforms of columns that are fitted without them.

package train

import (
	"context"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/entries"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
	"github.com/pkg/errors"
	"golang.org/x/sync/errgroup"
)

const (
	fewestRows = 10
	mostRows   = 100_000 // of more rows, so many are drawn
	manyRows   = 20_000  // from so many on, rows are held out once, not in folds
	foldCount  = 5
)

// fold is a part of the rows to hold out, and columns fitted without these rows.
type fold struct {
	train, held [][]float64
	copies      []int // numbers of held rows that are copies of each other, in their order; nil: none are
	seed        uint64
	views       [2]*view // scores, and the rows as they are
	diverged    error    // of its flow's training, after a score
}

// view is rows by one transform.
type view struct {
	columns *marginal.Transform
	held    [][]float64
	slopes  []float64 // log-determinants for the held-out rows
}

func newSearch(ctx context.Context, x [][]float64, b Budget) (*search, error) {
	if len(x) < fewestRows {
		return nil, errors.Wrapf(ErrSettings, "Auto has %d rows, want %d at least", len(x), fewestRows)
	}
	if err := located(entries.Check("data", x, len(x[0]))); err != nil {
		return nil, err
	}
	s := &search{Budget: b, start: time.Now(), rate: secondsFor, complete: true}
	if err := s.split(ctx, x); err != nil {
		return nil, errors.WithMessage(err, "train: Auto")
	}
	err := s.view(ctx)
	if err != nil && ctx.Err() == nil {
		if _, whole := marginal.Fit(ctx, x, &marginal.Settings{Affine: true}); whole != nil { // it numbers the rows as they are given
			return nil, whole
		}
		err = errors.WithMessage(err, "train: Auto: the rows that remain when some are held out")
	}
	return s, err
}

// view fits the transforms of all folds, or of those for which there is time, one at least. Columns of a fold are fitted
// side by side, so that folds of many columns come one after another: one that ends is of use, several that do not are of none.
func (s *search) view(ctx context.Context) error {
	until, stop := context.WithTimeout(ctx, s.left())
	defer stop()
	count := len(s.folds)
	err := s.eachOf(ctx, count, max(1, runtime.GOMAXPROCS(0)/len(s.x[0])), func(f int) error {
		if f == 0 {
			return s.folds[f].view(parallel.RoughlyAfter(ctx, s.start.Add(s.Time)), s.Budget)
		}
		err := s.folds[f].view(until, s.Budget)
		if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			return nil
		}
		return err
	})
	s.folds = slices.DeleteFunc(s.folds, func(f *fold) bool { return f.views[1] == nil })
	s.complete = len(s.folds) == count && s.rough() == 0
	return err
}

// rough is the number of columns for whose distribution functions there was no time.
func (s *search) rough() (n int) {
	for _, f := range s.folds {
		for _, c := range f.views[0].columns.Columns() {
			if c.Kind == marginal.Affine {
				n++
			}
		}
	}
	return n
}

// view fits the transforms of the columns.
func (f *fold) view(ctx context.Context, b Budget) error {
	scores, err := marginal.Fit(ctx, f.train, &marginal.Settings{Seed: f.seed, Smooth: b.Smooth})
	if err != nil {
		return err
	}
	rows, err := marginal.Fit(ctx, f.train, &marginal.Settings{Seed: f.seed, Affine: true})
	if err != nil {
		return err
	}
	for i, t := range []*marginal.Transform{scores, rows} {
		if f.views[i], err = newView(ctx, t, spread(t, f.held, f.seed)); err != nil {
			return err
		}
	}
	return nil
}

// streamHeld separates the random numbers of held-out rows from others of one seed.
const streamHeld = 0x68656c64

// spread returns rows with each rounded value at a random point of its cell. A density of the points need not be
// constant in a cell: at the rounded values themselves, which are its middle, a normal density is above its mean over
// the cell, and the probabilities of all cells would have a sum above 1.
func spread(t *marginal.Transform, x [][]float64, seed uint64) [][]float64 {
	rng, rows := rand.New(rand.NewPCG(seed, streamHeld)), make([][]float64, len(x))
	for i := range x {
		rows[i] = make([]float64, len(x[i]))
		t.Spread(rows[i], x[i], rng)
	}
	return rows
}

func newView(ctx context.Context, t *marginal.Transform, held [][]float64) (*view, error) {
	v := &view{columns: t, slopes: make([]float64, len(held))}
	for i, row := range held {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		z := make([]float64, t.Scores())
		v.slopes[i] = t.Forward(z, row)
		v.held = append(v.held, z)
	}
	return v, nil
}

// of returns one of the views.
func (f *fold) of(affine bool) *view {
	if affine {
		return f.views[1]
	}
	return f.views[0]
}

// rows returns rows to fit to, most at most. Rounded values are at points in their cells that the seed draws.
func (f *fold) rows(ctx context.Context, v *view, seed uint64, most int) ([][]float64, error) {
	rng := rand.New(rand.NewPCG(f.seed, seed))
	order := rng.Perm(len(f.train))
	order = order[:min(len(order), most)]
	row, z := make([]float64, v.columns.Dim()), make([][]float64, len(order))
	for k, i := range order {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		v.columns.Spread(row, f.train[i], rng)
		z[k] = make([]float64, v.columns.Scores())
		v.columns.Forward(z[k], row)
	}
	return z, nil
}

// each does n pieces of work on all cores.
func (s *search) each(ctx context.Context, n int, piece func(i int) error) error {
	return s.eachOf(ctx, n, runtime.GOMAXPROCS(0), piece)
}

// eachOf does n pieces of work, so many at once.
func (s *search) eachOf(ctx context.Context, n, atOnce int, piece func(i int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i := range n {
		group.Go(func() (err error) {
			defer graph.Recover("train: Auto", &err)
			if err := ctx.Err(); err != nil {
				return err
			}
			return piece(i)
		})
	}
	return group.Wait()
}
