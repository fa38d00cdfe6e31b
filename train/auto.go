// Auto: a density for any table, chosen by held-out rows.

package train

import (
	"cmp"
	"context"
	"math"
	"sync/atomic"
	"time"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
	"github.com/pkg/errors"
)

// Budget bounds what Auto does. The zero value is useful.
type Budget struct {
	// Time bounds the time, roughly; 0 means a minute. Candidates for which there is no time are left out and listed.
	// So are folds, but for one. Mapping its columns takes up to some tenths of a second each: those that are not mapped
	// when the time is over are taken by mean and deviation, and a note says how many.
	Time time.Duration
	Seed uint64 // of folds, of points in cells and of every fit
	// Smooth ignores the cells of rounded values, see marginal.Settings.
	Smooth bool
	// Flows is the share of the time that is kept for training flows, which also get what other candidates leave of it; 0
	// means a third, a negative number no flows. A share of less than three seconds is too little for any.
	Flows float64
	// Observe, if set, is called with each candidate after its score.
	Observe func(Candidate)
}

// Candidate is one kind of density that Auto has tried.
type Candidate struct {
	Name    string
	Score   Score   // mean log-density of the held-out rows, rounded values at random points of their cells, in nats, by members that were fitted without them
	Gain    float64 // mean log-density of the choice less that of the candidate, a row
	Error   float64 // standard error of Gain
	Weight  float64 // weight in the choice
	Members int
	Took    time.Duration
	Err     error // why it could not be fitted, or was left out
}

// Choice is what Auto returns.
type Choice struct {
	Density    *likelihood.Ensemble
	Name       string      // names of the chosen candidates
	Score      Score       // of the held-out rows, by members that were fitted without them; only the few weights have seen them
	Candidates []Candidate // all candidates, in the order in which they were tried
	Notes      []string    // properties of the columns, by their numbers, and of the trainings
	Rows, Held int         // numbers of rows that members were fitted to and scored by
	Complete   bool        // nothing was left out for lack of time, so that the same call gives the same density

	// Cells are the columns, for Spread, which moves rounded values to random points of their cells, as Score has the
	// held-out rows. The density is one of such points: at rounded values themselves, which are the middles of cells,
	// it may be far above its mean over a cell. So score rounded rows at such points. The mean of exp(log p) over
	// several, times the widths of the cells, is the probability of a row.
	Cells *marginal.Transform
}

// Auto fits a density to the rows of x, N×D, of a table of any kind: with constant, copied, rounded or heavy-tailed
// columns, few rows or many.
//
// Each column is mapped to scores by its distribution function (package marginal). The candidates for the density of
// the scores are independent columns, one normal density (a Gaussian copula), mixtures of more and more normal
// densities, kernels at all rows, and a flow over a mixture. The candidates for the density of the rows themselves are
// one normal density and a mixture. Each candidate is fitted several times: with other rows held out (five folds, or
// once for many rows; equal rows are held out together, unless they are more than the root of the number of rows, as
// zeros in all columns may be, or most rows have equal ones because the values are few), with rounded values at other
// points of their cells, and from other starts. Held-out rows are scored at such points too: see Choice.Cells. The
// candidate is the mixture of these fits, since averaging reduces overfitting. The choice is the mixture of candidates
// whose weights make the held-out rows likeliest, unless the best candidate alone is as good within a standard error.
//
// Errors: ErrSettings for fewer than ten rows or a budget out of its range; likelihood's errors for bad data; the
// context's.
func Auto(ctx context.Context, x [][]float64, b Budget) (c *Choice, err error) {
	defer graph.Recover("train: Auto", &err)
	if err := parallel.Given(ctx, ErrSettings); err != nil {
		return nil, err
	}
	if err := b.check(); err != nil {
		return nil, err
	}
	if err := checkPeers(nil); err != nil {
		return nil, errors.WithMessage(err, "Auto is for one process")
	}
	s, err := newSearch(ctx, x, b)
	if err != nil {
		return nil, err
	}
	s.tryAll(ctx)
	if err := ctx.Err(); err != nil {
		return nil, errors.Wrap(err, "train: Auto")
	}
	return s.choose(ctx)
}

func (b *Budget) check() error {
	if b.Time < 0 || !(b.Flows <= 1) {
		return errors.Wrapf(ErrSettings, "a budget of %v, %g of it for flows; want a time, and at most 1", b.Time, b.Flows)
	}
	b.Time, b.Flows = cmp.Or(b.Time, time.Minute), cmp.Or(b.Flows, 1./3)
	return nil
}

// search is the state of a call of Auto.
type search struct {
	Budget
	start    time.Time
	x        [][]float64
	folds    []*fold
	found    []*found
	rate     float64 // seconds that fitting a mixture takes for each operation
	complete bool
	late     atomic.Bool // a flow's training has ended for lack of time
}

// found is a candidate with its fits.
type found struct {
	Candidate
	affine bool
	// number of components of a mixture; 0 for other candidates
	components int
	members    [][]likelihood.Member // by fold
	logProb    []float64             // of the held-out rows, fold after fold
	copies     []int                 // of these rows, as of a fold
}

// left is the remaining time, without the time reserved for flows.
func (s *search) left() time.Duration { return s.Time - s.flowTime() - time.Since(s.start) }

// flowTime is the time reserved for flows; 0 if it would be too short for them.
func (s *search) flowTime() time.Duration {
	if t := time.Duration(s.Flows * float64(s.Time)); t >= leastTime {
		return t
	}
	return 0
}

// errLate is the error of a candidate for which there was no time.
var errLate = errors.New("left out: the budget's time would not do")

// add scores a candidate, if it could be fitted.
func (s *search) add(f *found, began time.Time) {
	f.Took = time.Since(began)
	f.copies = s.copies()
	f.Score = f.mean(f.logProb)
	s.found = append(s.found, f)
	if s.Observe != nil {
		s.Observe(f.Candidate)
	}
}

// leaveOut records a candidate for which there was no time.
func (s *search) leaveOut(name string) {
	s.complete = false
	s.found = append(s.found, &found{Candidate: Candidate{Name: name, Score: noScore, Err: errLate}})
}

// isBetter says whether the mean log-density is higher than that of another candidate. It compares row by row where both
// means are -∞, as they are if a held-out row has a value that the other folds do not have.
func (f *found) isBetter(than *found) bool {
	if than == nil || !math.IsInf(f.Score.Mean, -1) || !math.IsInf(than.Score.Mean, -1) {
		return than == nil || f.Score.Mean > than.Score.Mean
	}
	gain, _ := gainOver(f, than)
	return gain > 0
}

// best returns the candidate for scores with the highest mean; nil if there is none.
func (s *search) best() (best *found) {
	for _, f := range s.found {
		if f.Err == nil && f.isBetter(best) {
			best = f
		}
	}
	return best
}
