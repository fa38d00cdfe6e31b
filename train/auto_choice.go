// The choice: weights of candidates by the held-out rows, and the ensemble of them.

package train

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
)

const (
	weighings   = 300
	leastWeight = 0.02 // a candidate below it is left out
)

// gainOver is the mean gain in log-density of a candidate over another one, with its standard error.
func gainOver(f, other *found) (gain, deviation float64) {
	if other == nil {
		return math.Inf(1), 0
	}
	s := f.mean(differences(f.logProb, other.logProb))
	return s.Mean, s.Error
}

// mean is the mean of numbers of the held-out rows. Copies of a row count as one of their weight in its error.
func (f *found) mean(values []float64) Score {
	if f.copies == nil || len(values) == 0 {
		return NewScore(values)
	}
	rest, means, weights := values, make([]float64, len(f.copies)), make([]float64, len(f.copies))
	for k, n := range f.copies {
		for _, v := range rest[:n] {
			means[k] += v / float64(n)
		}
		rest, weights[k] = rest[n:], float64(n)
	}
	s := newScore(means, weights)
	s.Rows = len(values)
	return s
}

// copies are those of the held-out rows, fold after fold.
func (s *search) copies() (sizes []int) {
	for _, f := range s.folds {
		sizes = append(sizes, f.copies...)
	}
	return sizes
}

// gains says whether a candidate is better than another one by more than a standard error, which is no number where one of
// them alone has a row without density.
func (f *found) gains(over *found) bool {
	gain, deviation := gainOver(f, over)
	return gain > deviation || math.IsInf(gain, 1)
}

// differences of log-densities; 0 for a row without density in both.
func differences(a, b []float64) []float64 {
	d := make([]float64, len(a))
	for i := range a {
		if a[i] != b[i] {
			d[i] = a[i] - b[i]
		}
	}
	return d
}

// choose weights the candidates.
func (s *search) choose(ctx context.Context) (*Choice, error) {
	var good []*found
	for _, f := range s.found {
		if f.Err == nil {
			good = append(good, f)
		}
	}
	if len(good) == 0 {
		return nil, errors.Wrap(s.found[0].Err, "train: Auto has found no density")
	}
	weights, err := weigh(ctx, good)
	if err != nil {
		return nil, errors.Wrap(err, "train: Auto")
	}
	chosen := &found{Candidate: Candidate{Name: mixtureName(weights)}, logProb: mixed(good, weights), copies: s.copies()}
	chosen.Score = chosen.mean(chosen.logProb)
	if !chosen.gains(s.best()) {
		chosen = s.best()
		weights = only(good, chosen)
	}
	density, err := s.ensemble(good, weights)
	if err != nil {
		return nil, err
	}
	return s.report(chosen, good, weights, density), nil
}

func mixtureName(weights []float64) string {
	n := 0
	for _, w := range weights {
		if w > 0 {
			n++
		}
	}
	return fmt.Sprintf("a mixture of %d candidates", n)
}

// only gives all weight to one candidate.
func only(good []*found, chosen *found) []float64 {
	weights := make([]float64, len(good))
	weights[slices.Index(good, chosen)] = 1
	return weights
}

// weigh maximises the likelihood of the held-out rows with respect to the weights, by expectation and maximisation. The
// likelihood is concave in the weights.
func weigh(ctx context.Context, good []*found) ([]float64, error) {
	weights := make([]float64, len(good))
	for i := range weights {
		weights[i] = 1 / float64(len(good))
	}
	for range weighings {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		next, one, n := make([]float64, len(good)), make([]float64, len(good)), 0.0
		for r := range good[0].logProb {
			total := mixedRow(good, weights, r, one)
			if math.IsInf(total, 0) || math.IsNaN(total) {
				continue
			}
			n++
			for i, f := range good {
				next[i] += float64(weights[i] * elementary.Exp(f.logProb[r]-total))
			}
		}
		if n == 0 {
			break
		}
		for i := range weights {
			weights[i] = next[i] / n
		}
	}
	return withoutSmall(weights), nil
}

func withoutSmall(weights []float64) []float64 {
	sum := 0.0
	for i, w := range weights {
		if w < leastWeight {
			weights[i] = 0
		}
		sum += weights[i]
	}
	for i := range weights {
		weights[i] /= sum
	}
	return weights
}

// mixed returns the log-densities of the weighted sum.
func mixed(good []*found, weights []float64) []float64 {
	logProb, one := make([]float64, len(good[0].logProb)), make([]float64, len(good))
	for r := range logProb {
		logProb[r] = mixedRow(good, weights, r, one)
	}
	return logProb
}

// mixedRow is the log-density of row r; one has room for the densities of all that is mixed.
func mixedRow(good []*found, weights []float64, r int, one []float64) float64 {
	for i, f := range good {
		one[i] = f.logProb[r]
	}
	most, sum := elementary.SumExp(one, weights)
	return most + elementary.Log(sum)
}

// ensemble returns the ensemble of the members of each fold and view.
func (s *search) ensemble(good []*found, weights []float64) (*likelihood.Ensemble, error) {
	var parts []likelihood.Member
	for k, from := range s.folds {
		for _, affine := range []bool{false, true} {
			members, weight := membersOf(good, weights, k, affine)
			if len(members) == 0 {
				continue
			}
			e, err := likelihood.NewEnsemble(from.of(affine).columns, members...)
			if err != nil {
				return nil, err
			}
			parts = append(parts, likelihood.Member{Weight: weight, Model: e})
		}
	}
	return likelihood.NewEnsemble(nil, parts...)
}

// membersOf returns the members of a fold and view that have a weight, and the sum of these weights.
func membersOf(good []*found, weights []float64, fold int, affine bool) (members []likelihood.Member, sum float64) {
	for i, f := range good {
		if f.affine != affine || weights[i] == 0 {
			continue
		}
		sum += weights[i]
		for _, m := range f.members[fold] {
			m.Weight = weights[i] / float64(len(f.members[fold]))
			members = append(members, m)
		}
	}
	return members, sum
}

// impossible notes how many held-out rows have a density of 0.
func impossible(chosen *found) []string {
	n := 0
	for _, v := range chosen.logProb {
		if math.IsInf(v, -1) {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d of %d held-out rows have a density of 0, so that the mean is -∞: a column that is constant, or a copy of another one, in all rows that a member "+
		"was fitted to has another value in these", n, len(chosen.logProb))}
}

// report describes what was found.
func (s *search) report(chosen *found, good []*found, weights []float64, density *likelihood.Ensemble) *Choice {
	c := &Choice{Density: density, Name: chosen.Name, Score: chosen.Score, Notes: slices.Concat(s.folds[0].views[0].columns.Notes(nil), s.roughly(), s.sums(), impossible(chosen), s.diverged()),
		Rows: len(s.folds[0].train), Held: len(chosen.logProb), Complete: s.complete && !s.late.Load(), Cells: s.folds[0].views[0].columns}
	for _, f := range s.found {
		f.Gain, f.Error = math.NaN(), math.NaN()
		if f.Err == nil {
			f.Gain, f.Error = gainOver(chosen, f)
		}
		if i := slices.Index(good, f); i >= 0 {
			f.Weight = weights[i]
		}
		c.Candidates = append(c.Candidates, f.Candidate)
	}
	return c
}
