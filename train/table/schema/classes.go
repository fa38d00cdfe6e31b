// Probabilities of combinations of classes: how often they occurred, and how often they would if classes were independent.

package schema

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// halfCount is added to the count of each level, and to that of each combination of a schema without Prior (Krichevsky and Trofimov, 1981),
// so that none is impossible.
const halfCount = 0.5

// classes holds the probabilities of combinations of classes.
type classes struct {
	counts map[string]int64 // by combination, of those that occurred
	levels [][]float64      // rows by class and level
	total  float64          // rows
	all    float64          // number of possible combinations
	prior  float64          // rows that independent classes count as; 0: half a row for each combination
	key    []byte
}

func (s *Schema) classes() *classes {
	p := &classes{counts: map[string]int64{}, all: 1}
	for _, c := range s.columns() {
		if c.Kind == Category && c.Role == Class {
			p.all *= float64(c.levels())
			p.levels = append(p.levels, make([]float64, c.levels()))
		}
	}
	if s == nil || s.checkPatterns() != nil {
		return p
	}
	p.prior = s.Prior
	for _, q := range s.Patterns {
		p.counts[string(levelsKey(nil, q.Levels))] += q.Count
		p.total += float64(q.Count)
		for k, level := range q.Levels {
			p.levels[k][level] += float64(q.Count)
		}
	}
	return p
}

// count is the number of rows with a combination.
func (p *classes) count(levels []int) float64 {
	p.key = levelsKey(p.key[:0], levels)
	return float64(p.counts[string(p.key)])
}

// added is the number of rows that other combinations than those that occurred count as.
func (p *classes) added() float64 {
	if p.prior > 0 {
		return p.prior
	}
	return float64(halfCount * p.all)
}

// logProb is the log-probability of a combination.
func (p *classes) logProb(levels []int) float64 {
	n := p.count(levels)
	if p.prior == 0 {
		return elementary.Log((n + halfCount) / (p.total + p.added()))
	}
	return logAdd(elementary.Log(n), elementary.Log(p.prior)+p.independent(levels, 0)) - elementary.Log(p.total+p.prior)
}

// independent is the log-probability of a combination if classes were independent, by all rows but so many of this combination.
func (p *classes) independent(levels []int, but float64) (logProb float64) {
	for k, level := range levels {
		rows := p.levels[k]
		logProb += elementary.Log((rows[level] - but + halfCount) / (p.total - but + float64(halfCount*float64(len(rows)))))
	}
	return logProb
}

// mostPrior bounds the prior, in rows of the data.
const mostPrior = 1 << 20

// findPrior is the number of rows that independent classes count as by which the rows are likeliest, each by all others: a mixture of
// the frequencies of combinations, which are all there is to say where each has occurred many times, and of independent classes, which say
// more where most combinations occurred once or never. It is 0 for fewer than two classes.
func (p *classes) findPrior(patterns []Pattern) (best float64) {
	if len(p.levels) < 2 || p.total == 0 {
		return 0
	}
	independent := make([]float64, len(patterns))
	for i, q := range patterns {
		independent[i] = p.independent(q.Levels, min(float64(q.Count), 1))
	}
	most := math.Inf(-1)
	for prior := halfCount; prior <= mostPrior*p.total; prior *= 2 {
		sum := 0.0
		for i, q := range patterns {
			if q.Count > 0 {
				one := logAdd(elementary.Log(p.count(q.Levels)-1), elementary.Log(prior)+independent[i]) - elementary.Log(p.total-1+prior)
				sum += float64(float64(q.Count) * one)
			}
		}
		if sum > most {
			best, most = prior, sum
		}
	}
	return best
}

// logAdd is log(exp(a) + exp(b)), of which one at least is finite.
func logAdd(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	return a + elementary.Log1p(elementary.Exp(b-a))
}

// draw draws a level of class k by itself.
func (p *classes) draw(k int, random *rand.Rand) int {
	rows := p.levels[k]
	if p.prior == 0 {
		return random.IntN(len(rows))
	}
	at := random.Float64() * (p.total + float64(halfCount*float64(len(rows))))
	for level, n := range rows {
		if at -= n + halfCount; at < 0 {
			return level
		}
	}
	return len(rows) - 1
}
