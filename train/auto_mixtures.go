// Candidates that are mixtures of normal densities: one normal, mixtures, kernels and independent columns.

package train

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/base/em"
	"github.com/gorgoflow/gorgoflow/likelihood/base/kernel"
)

// Settings of mixtures: few iterations and a prior, since several mixtures are averaged.
const (
	passes     = 60
	prior      = 2
	repeats    = 3    // fits in each fold
	growth     = 3    // factor between successive numbers of components
	rowsOfEach = 4    // least number of rows for each component
	mixedEach  = 400  // most rows for each component that a mixture is fitted to
	mixedLeast = 8000 // rows that a mixture may be fitted to with any number of components
	mixedMost  = 30_000
	secondsFor = 1e-9 // for a row, component, entry of a covariance and pass, roughly
	leisure    = 0.7  // share of the time left: a fit that takes more is repeated less often, or not tried
)

// mixedRows is the most rows that a mixture is fitted to. If there are more, each of several mixtures gets different
// rows.
func mixedRows(k int) int { return min(max(mixedLeast, mixedEach*k), mixedMost) }

// tryAll tries cheap candidates first.
func (s *search) tryAll(ctx context.Context) {
	s.tryIndependent(ctx)
	s.tryNormal(ctx, true)
	best := s.tryNormal(ctx, false)
	until, stop := context.WithTimeout(ctx, s.left())
	defer stop()
	s.tryMixtures(until, best)
	s.tryKernels(until)
	s.tryFlow(ctx)
}

// tryNormal tries one normal density. Hardly any table is like independent columns, so that it has a quarter of the time at least.
func (s *search) tryNormal(ctx context.Context, affine bool) *found {
	until, stop := context.WithTimeout(ctx, max(s.left(), s.Time/4))
	defer stop()
	return s.tryMixture(until, affine, 1)
}

// tryMixtures tries more and more components, until the gain ends or the time is over.
func (s *search) tryMixtures(ctx context.Context, best *found) {
	for k := growth; k <= len(s.folds[0].train)/rowsOfEach; k *= growth {
		f := s.tryMixture(ctx, false, k)
		if f == nil {
			break
		}
		if best != nil && best.gains(f) {
			break
		}
		if f.isBetter(best) {
			best = f
		}
	}
	if k := growth * growth; k <= len(s.folds[0].train)/rowsOfEach {
		s.tryMixture(ctx, true, k)
	}
}

// tryKernels tries a kernel at every row. With many more rows a score takes too long, and kernels gain less.
func (s *search) tryKernels(ctx context.Context) {
	if len(s.x) > manyRows {
		return
	}
	for _, width := range [...]float64{0.15, 0.3, 0.6} {
		f := &found{Candidate: Candidate{Name: fmt.Sprintf("kernels of width %g on the scores", width)}}
		if s.left() <= 0 {
			s.leaveOut(f.Name)
			continue
		}
		s.finish(ctx, f, time.Now(), 1, func(from *fold, v *view, _ int) (likelihood.Member, error) {
			z, err := from.rows(ctx, v, 0, len(from.train))
			if err != nil {
				return likelihood.Member{}, err
			}
			p0, err := kernel.New(z, width)
			return likelihood.Member{Weight: 1, Base: p0}, err
		})
	}
}

// tryIndependent tries independent columns.
func (s *search) tryIndependent(ctx context.Context) {
	s.finish(ctx, &found{Candidate: Candidate{Name: "independent columns"}}, time.Now(), 1, func(_ *fold, v *view, _ int) (likelihood.Member, error) {
		d := v.columns.Scores() // a column may be constant in the rows of a fold
		p0, err := base.NewDiagonalGaussian(make([]float64, d), slices.Repeat([]float64{1}, d))
		return likelihood.Member{Weight: 1, Base: p0}, err
	})
}

// tryMixture returns nil if there is no time for a mixture, or no fit.
func (s *search) tryMixture(ctx context.Context, affine bool, k int) *found {
	name, of := fmt.Sprintf("mixtures of %d normal densities", k), "scores"
	if k == 1 {
		name = "normal density"
	}
	if affine {
		of = "rows"
	}
	f := &found{Candidate: Candidate{Name: name + " of the " + of}, affine: affine, components: k}
	times := s.times(k)
	if times == 0 {
		s.leaveOut(f.Name)
		return nil
	}
	s.complete = s.complete && (k == 1 || times == repeats)
	defer func(began time.Time) { s.learnRate(k, times, time.Since(began)) }(time.Now())
	s.finish(ctx, f, time.Now(), times, func(from *fold, v *view, m int) (likelihood.Member, error) {
		if k == 1 {
			return from.normal(ctx, v)
		}
		p0, err := from.mix(ctx, v, uint64(m), k)
		return likelihood.Member{Weight: 1, Base: p0}, err
	})
	if f.Err != nil {
		return nil
	}
	return f
}

// times is the number of mixtures in a fold for which there is time.
func (s *search) times(k int) int {
	if k == 1 {
		return 1
	}
	one := s.rate * s.operations(k)
	for times := repeats; times > 0; times-- {
		if one*float64(times) < leisure*s.left().Seconds() {
			return times
		}
	}
	return 0
}

// operations is the number of operations of fitting one mixture in each fold.
func (s *search) operations(k int) float64 {
	d, rows := float64(len(s.x[0])), float64(min(len(s.folds[0].train), mixedRows(k)))
	return rows * float64(k) * (float64(d*d) + 30) * passes * float64(len(s.folds)) / float64(runtime.GOMAXPROCS(0))
}

// learnRate corrects the estimated rate if the last mixtures took longer than expected.
func (s *search) learnRate(k, times int, took time.Duration) {
	if k > 1 {
		s.rate = max(secondsFor, took.Seconds()/(s.operations(k)*float64(times)))
	}
}

// normal is a normal density of the rows.
func (f *fold) normal(ctx context.Context, v *view) (likelihood.Member, error) {
	z, err := f.rows(ctx, v, 0, len(f.train))
	if err != nil {
		return likelihood.Member{}, err
	}
	p0, err := normalOf(ctx, z)
	return likelihood.Member{Weight: 1, Base: p0}, err
}

// mix fits mixture m to rows whose rounded values are at points drawn for m.
func (f *fold) mix(ctx context.Context, v *view, m uint64, k int) (*base.Mixture, error) {
	z, err := f.rows(ctx, v, m, mixedRows(k))
	if err != nil {
		return nil, err
	}
	return mix(ctx, z, k, f.seed+m)
}

// mix fits a mixture. If columns depend on each other too strongly for a fit, it adds a little noise to the rows.
func mix(ctx context.Context, z [][]float64, k int, seed uint64) (*base.Mixture, error) {
	settings := &em.Settings{Iterations: passes, Tolerance: 1e-3, Prior: prior, Seed: seed, Workers: 1}
	m, _, err := em.Fit(ctx, z, min(k, len(z)), settings)
	if err == nil || ctx.Err() != nil {
		return m, err
	}
	rng := rand.New(rand.NewPCG(seed, 0x6e6f697365))
	for _, row := range z {
		for j := range row {
			row[j] += float64(0.05 * elementary.NormalDraw(rng))
		}
	}
	m, _, err = em.Fit(ctx, z, min(k, len(z)), settings)
	return m, err
}

// finish fits a candidate times times in each fold, and scores it.
func (s *search) finish(ctx context.Context, f *found, began time.Time, times int, fit func(from *fold, v *view, m int) (likelihood.Member, error)) {
	f.members = make([][]likelihood.Member, len(s.folds))
	for i := range f.members {
		f.members[i] = make([]likelihood.Member, times)
	}
	if f.Err == nil {
		f.Err = s.each(ctx, times*len(s.folds), func(i int) (err error) {
			from := s.folds[i/times]
			f.members[i/times][i%times], err = fit(from, from.of(f.affine), i%times)
			return err
		})
	}
	if f.Err == nil {
		f.Err = s.score(ctx, f)
	}
	if f.Err != nil {
		f.logProb = nil
		if ctx.Err() != nil {
			f.Err, s.complete = errLate, false
		}
	}
	f.Members = times * len(s.folds)
	s.add(f, began)
}

// score computes the log-density of the rows that are held out in each fold, by the members of that fold.
func (s *search) score(ctx context.Context, f *found) error {
	for i, from := range s.folds {
		v := from.of(f.affine)
		e, err := likelihood.NewEnsemble(nil, f.members[i]...)
		if err != nil {
			return err
		}
		logProb, err := e.LogProb(ctx, v.held)
		if err != nil {
			return err
		}
		for k, slope := range v.slopes {
			f.logProb = append(f.logProb, logProb[k]+slope)
		}
	}
	return nil
}
