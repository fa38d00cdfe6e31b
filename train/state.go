// The state of a run, which checkpoints hold.

package train

import (
	"math"
	"time"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// state is all that a run carries from one iteration to the next, and what a checkpoint holds. Its fields stand side by
// side since a file lists them in this order.
type state struct {
	Run       fingerprint
	Phase     int     // 1 in the last phase of a run with a Start, else 0
	Began     int     // iterations before the phase
	First     float64 // loss before the first step of the phase; 0 in files of runs without a Start
	Iteration int     // finished iterations
	Scored    int     // the last iteration with a score
	Weights   weights
	Optimizer *optim.State // nil before the first step
	Average   weights      // nil without Settings.Average
	Best      best
	Good      weights // the last weights with a finite loss; nil before the first step
	Elapsed   time.Duration
	History   []Record
	Untold    bool            // whether the last record has not reached its recorder
	Data      standardization // of the flow
	Condition standardization // of its conditions
}

// fits reports whether everything has the parameters' sizes, as in every undamaged file.
func (s *state) fits(params []*graph.Param) bool {
	ok := s.Weights.fit(params) && s.hasHistory() && s.Scored <= s.Iteration && s.Began >= 0 && s.Began <= s.Iteration && (!s.Untold || s.Iteration > 0)
	for _, w := range []weights{s.Average, s.Best.Weights, s.Good} {
		ok = ok && (w == nil || w.fit(params))
	}
	return ok && (s.Optimizer == nil || s.Optimizer.Fits(params)) && (s.Best.Weights != nil || s.Best.Iteration == 0)
}

// best holds the parameters with the highest score so far.
type best struct {
	Iteration int // 0: no score yet
	Weights   weights
	Score     Score
	Stale     int // scores since then
}

// consider keeps the weights if their score is the highest, and reports whether it is. NaN is below all scores.
func (b *best) consider(score Score, iteration int, w weights) bool {
	if b.Iteration > 0 && !(score.Mean > b.Score.Mean) && !(math.IsNaN(b.Score.Mean) && !math.IsNaN(score.Mean)) {
		b.Stale++
		return false
	}
	*b = best{Iteration: iteration, Weights: w, Score: score}
	return true
}
