// Auto: a density for any table, chosen by rows held out.

package train

import (
	"cmp"
	"context"
	"sync/atomic"
	"time"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
)

// Budget bounds what Auto does. The zero value is useful.
type Budget struct {
	Time time.Duration // about how long it may take; 0 means a minute. What is begun too late is left out, and said
	Seed uint64        // of folds, of places in cells and of every fit
	// Smooth leaves the cells of rounded values out of the density, see marginal.Settings.
	Smooth bool
	// Flows bounds the share of the time that flows are trained in; 0 means a third, negative none.
	Flows float64
	// Observe, if set, is called with each candidate as it is scored.
	Observe func(Candidate)
}

// Candidate is one kind of density that Auto has tried.
type Candidate struct {
	Name    string
	Score   Score   // log-density of the rows held out, in nats, each by members that have not seen it
	Gain    float64 // how much less it has than the choice, a row: the mean of the differences
	Error   float64 // standard error of Gain
	Weight  float64 // of it in the choice
	Members int
	Took    time.Duration
	Err     error // why it could not be fitted, or was left out
}

// Choice is what Auto returns.
type Choice struct {
	Density    *likelihood.Ensemble
	Name       string      // what was chosen
	Score      Score       // of the rows held out, by members that have not seen them; the few weights have
	Candidates []Candidate // all that were tried, in the order in which they were
	Notes      []string    // what was found of the columns, by their numbers
	Rows, Held int         // rows that members were fitted to and scored by
	Complete   bool        // nothing was left out for want of time, so that the same call gives the same density
}

// Auto fits a density to the rows of x, N×D, of a table of any kind: with constant, copied, rounded or heavy-tailed columns, few rows or many.
//
// Each column is mapped to a score of its own by its distribution function (package marginal), and these are tried as densities of the
// scores: independent columns, one normal density (a Gaussian copula), mixtures of more and more of them, kernels at all rows, a flow
// over a mixture; of the rows themselves one normal density and a mixture. Each is fitted several times, with other rows held out
// each time (five folds, or once where rows are many; rows that are the same are held out together), other places of rounded values
// in their cells and other starts, and is the mixture of what came of it: an average of densities that have each learned too much
// of their own rows by heart is right where they agree.
// The choice is the mixture of candidates whose weights make the rows held out likeliest, unless the best of them alone is as good within
// a standard error.
//
// Errors: ErrSettings for fewer than ten rows or a budget out of its range; what likelihood says of bad data; the context's.
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

// search is a call of Auto under way.
type search struct {
	Budget
	start    time.Time
	x        [][]float64
	folds    []*fold
	found    []*found
	rate     float64 // seconds an operation of a mixture's fit takes
	complete bool
	late     atomic.Bool // a flow's training was ended by the time
}

// found is a candidate with what was fitted.
type found struct {
	Candidate
	affine bool
	// components of a mixture; 0 for others
	components int
	members    [][]likelihood.Member // of each fold
	logProb    []float64             // of the rows held out, fold after fold
}

// left is what remains of the time without that of flows.
func (s *search) left() time.Duration { return s.Time - s.flowTime() - time.Since(s.start) }

// flowTime is kept for flows, unless it would be too little for them.
func (s *search) flowTime() time.Duration {
	if t := time.Duration(s.Flows * float64(s.Time)); t >= leastTime {
		return t
	}
	return 0
}

// errLate is why there is no candidate where there was no time for it.
var errLate = errors.New("left out: the budget's time would not do")

// add scores a candidate, if it could be fitted.
func (s *search) add(f *found, began time.Time) {
	f.Took = time.Since(began)
	f.Score = NewScore(f.logProb)
	s.found = append(s.found, f)
	if s.Observe != nil {
		s.Observe(f.Candidate)
	}
}

// leaveOut notes what there was no time for.
func (s *search) leaveOut(name string) {
	s.complete = false
	s.found = append(s.found, &found{Candidate: Candidate{Name: name, Score: noScore, Err: errLate}})
}

// best is the candidate of the scores with the highest mean; nil without any.
func (s *search) best() (best *found) {
	for _, f := range s.found {
		if f.Err == nil && (best == nil || f.Score.Mean > best.Score.Mean) {
			best = f
		}
	}
	return best
}
