// Fit: passes over the rows, and splits between them.

package gsm

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
)

// Source returns the rows of a pass, N×dim row by row, in random order. Every pass has the same rows, but noise in them
// may be drawn anew. A Source may overwrite the rows of the pass before.
type Source func(pass int) []float32

// fitting is one fit under way.
type fitting struct {
	settings   Settings
	group      *group
	dim        int
	components []*component
	sums       []*sums // sums of the components, in which older rows count less
	seen       float64 // rows counted, older rows less
	rng        *rand.Rand

	source     Source
	pass       int       // over the rows
	x          []float32 // the rows of this pass
	rows       int
	batch                // the rows of this step
	candidates []int32   // rows × Candidates: component·G + symmetry, or none
	distances  []float32 // of each candidate
	parts      []float32 // its posterior probability
	byComponent
	square  []*graph.Program[float32] // one a worker
	moments []*graph.Program[float64]
}

// batch is a range of rows.
type batch struct{ lo, hi int }

// none stands in place of a candidate that a row does not have.
const none = -1

// inFit names the function in which a panic arose.
const inFit = "gsm: a mixture's fit"

// MostCandidates is the most that Settings.Candidates may be: a loop over those of one row has them on its stack.
const MostCandidates = 128

// Fit fits a mixture to rows of dim columns.
func Fit(ctx context.Context, source Source, dim int, s Settings) (*Mixture, error) {
	f, err := newFitting(source, dim, s.resolved())
	if err != nil {
		return nil, err
	}
	for {
		last := len(f.components) == f.settings.Components
		steps := f.settings.Steps
		if last {
			steps = f.settings.Last
		}
		if err := f.take(ctx, steps); err != nil {
			return nil, err
		}
		if last {
			return f.mixture()
		}
		if err := f.split(); err != nil {
			return nil, err
		}
	}
}

// take takes steps with as many components as there are.
func (f *fitting) take(ctx context.Context, steps int) error {
	for step := range steps {
		f.next()
		logProb, err := f.step(ctx, step)
		if err != nil {
			return err
		}
		if step%f.settings.Steps == f.settings.Steps-1 || step == steps-1 {
			if err := f.observe(logProb); err != nil {
				return err
			}
		}
	}
	return nil
}

// next goes to the next batch of rows, at their end to the first.
func (f *fitting) next() {
	if f.hi == f.rows {
		f.pass++
		f.x, f.hi = f.source(f.pass), 0
	}
	f.lo, f.hi = f.hi, min(f.rows, f.hi+f.settings.Batch)
}

func newFitting(source Source, dim int, s Settings) (*fitting, error) {
	g, err := newGroup(s.Symmetries, dim)
	if err != nil {
		return nil, err
	}
	x := source(0)
	f := &fitting{settings: s, group: g, dim: dim, source: source, x: x, rows: len(x) / dim, rng: rand.New(rand.NewPCG(s.Seed, 0x67736d))}
	if s.Components < 1 || f.rows < s.Components {
		return nil, fmt.Errorf("gsm: %d components for %d rows", s.Components, f.rows)
	}
	if s.Candidates < max(8, len(g.elements)) || s.Candidates > MostCandidates {
		return nil, fmt.Errorf("gsm: %d candidates, want at least 8 and as many as there are symmetries, %d, at most %d", s.Candidates, len(g.elements), MostCandidates)
	}
	f.settings.Batch = cmp.Or(s.Batch, max(1, (f.rows+7)/8))
	f.candidates = slices.Repeat([]int32{none}, f.rows*s.Candidates)
	f.distances, f.parts = make([]float32, len(f.candidates)), make([]float32, len(f.candidates))
	first := &component{weight: 1, shape: make([]float64, dim*dim)}
	for j := range dim {
		first.shape[j*dim+j] = 1
	}
	for i := range s.Scales {
		first.scales = append(first.scales, math.Pow(4, float64(i)-float64(s.Scales-1)/2))
		first.shares = append(first.shares, 1/float64(s.Scales))
	}
	first.anchor = first.shape
	f.components, f.sums = []*component{first}, []*sums{newSums(dim, s.Scales)}
	if err := f.compile(); err != nil {
		return nil, err
	}
	return f, first.prepare(dim)
}

func (f *fitting) compile() error {
	square, err := newDistances[float32](f.dim, lanes)
	if err != nil {
		return err
	}
	moments, err := newMoments(f.dim)
	if err != nil {
		return err
	}
	for range f.settings.Workers {
		f.square, f.moments = append(f.square, square.Clone()), append(f.moments, moments.Clone())
	}
	return nil
}

// step is one expectation over the candidates of a batch and one maximisation.
func (f *fitting) step(ctx context.Context, step int) (float64, error) {
	n := f.settings.Candidates
	if f.candidates[f.lo*n] == none {
		if err := f.enlist(ctx); err != nil {
			return 0, err
		}
	}
	f.sort(f.candidates, n, f.batch, len(f.components), len(f.group.elements))
	if err := f.measure(ctx); err != nil {
		return 0, err
	}
	logProb, err := f.divide(ctx)
	if err != nil {
		return 0, err
	}
	if err := f.maximise(ctx, keep(step)); err != nil {
		return 0, err
	}
	return logProb, f.explore(ctx)
}

func (f *fitting) observe(logProb float64) error {
	if f.settings.Observe == nil {
		return nil
	}
	m, err := f.mixture()
	if err != nil {
		return err
	}
	return f.settings.Observe(m, logProb)
}

// byComponent has the positions of candidates, sorted by component and then by row.
type byComponent struct{ places, starts []int32 }

// sort takes the first n candidates of each row of a batch.
func (b *byComponent) sort(candidates []int32, n int, rows batch, components, symmetries int) {
	b.starts = make([]int32, components+1)
	lo, hi := rows.lo*n, rows.hi*n
	for _, c := range candidates[lo:hi] {
		if c != none {
			b.starts[int(c)/symmetries+1]++
		}
	}
	for k := range components {
		b.starts[k+1] += b.starts[k]
	}
	at := slices.Clone(b.starts)
	b.places = slices.Grow(b.places[:0], hi-lo)[:b.starts[components]]
	for i := lo; i < hi; i++ {
		if c := candidates[i]; c != none {
			k := int(c) / symmetries
			b.places[at[k]] = int32(i)
			at[k]++
		}
	}
}

func (b *byComponent) of(k int) []int32 { return b.places[b.starts[k]:b.starts[k+1]] }
