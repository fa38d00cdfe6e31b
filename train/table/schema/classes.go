// Probabilities of combinations of classes: how often they occurred, and how often they would if classes were independent.

package schema

import (
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// halfCount is added to the count of each level, and to that of each combination without backoff (Krichevsky and
// Trofimov, 1981), so that none is impossible.
const halfCount = 0.5

// classes holds the probabilities of combinations of classes.
type classes struct {
	counts   map[string]int64 // by combination, of those that occurred
	levels   [][]float64      // combinations that occurred, by class and level
	total    float64          // rows
	occurred float64          // combinations that occurred
	all      float64          // number of possible combinations
	backoff  bool             // whether each combination gives one of its rows to independent classes
	key      []byte
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
	p.backoff = s.Backoff
	for _, q := range s.Patterns {
		if before := p.count(q.Levels); before == 0 && q.Count > 0 {
			p.add(q.Levels)
		}
		p.counts[string(p.key)] += q.Count
		p.total += float64(q.Count)
	}
	return p
}

// add counts a combination that occurred.
func (p *classes) add(levels []int) {
	p.occurred++
	for k, level := range levels {
		p.levels[k][level]++
	}
}

// several says that there are rows of two classes or more.
func (p *classes) several() bool { return len(p.levels) > 1 && p.total > 0 }

// count is the number of rows with a combination.
func (p *classes) count(levels []int) float64 {
	p.key = levelsKey(p.key[:0], levels)
	return float64(p.counts[string(p.key)])
}

// logProb is the log-probability of a combination. With backoff each combination that occurred gives one of its rows to
// independent classes (Kneser and Ney, Improved backing-off for m-gram language modeling, 1995, with a discount of 1):
// what occurred once is as likely as what did not, and its rows are not likelier than new ones.
func (p *classes) logProb(levels []int) float64 {
	n := p.count(levels)
	if !p.backoff || p.total == 0 {
		return elementary.Log((n + halfCount) / (p.total + float64(halfCount*p.all)))
	}
	return elementary.LogAdd(elementary.Log(max(n-1, 0)), elementary.Log(p.occurred)+p.independent(levels)) - elementary.Log(p.total)
}

// drawsAny says whether classes are drawn independently in place of a combination that was drawn by its count.
func (p *classes) drawsAny(levels []int, random *rand.Rand) bool {
	if p.backoff {
		return random.Float64()*p.count(levels) < 1
	}
	added := float64(halfCount * p.all)
	return random.Float64()*(p.total+added) < added
}

// independent is the log-probability of a combination if classes were independent, by the combinations that occurred:
// so the rows that these give away keep the frequencies of levels.
func (p *classes) independent(levels []int) (logProb float64) {
	for k, level := range levels {
		of := p.levels[k]
		logProb += elementary.Log((of[level] + halfCount) / (p.occurred + float64(halfCount*float64(len(of)))))
	}
	return logProb
}

// draw draws a level of class k by itself.
func (p *classes) draw(k int, random *rand.Rand) int {
	of := p.levels[k]
	if !p.backoff {
		return random.IntN(len(of))
	}
	at := random.Float64() * (p.occurred + float64(halfCount*float64(len(of))))
	for level, n := range of {
		if at -= n + halfCount; at < 0 {
			return level
		}
	}
	return len(of) - 1
}
