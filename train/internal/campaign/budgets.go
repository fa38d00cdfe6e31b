// Log-densities within a budget of evaluations: their bounds are compared with the errors.
package main

import (
	"fmt"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/internal/kinds"
)

// budgetedRows make 100,000 in fifty trials, five flows of each kind.
const budgetedRows = 2000

// budgetedLeast is the least share of covered rows for each flow; over all flows it is 95 %. A bound from two solves is too
// small if the error of the first one passes through zero.
const budgetedLeast = 0.9

// tryBudget tries the kind of flow that its seed chooses, and another flow in each pass over the kinds.
func tryBudget(t *trial) {
	kind := kinds.All[t.seed%uint64(len(kinds.All))]
	single, double, err := pair(t, kind)
	if err != nil {
		t.failed(kind.Name, err)
		return
	}
	x := kind.Rows(t.rng, budgetedRows)
	exact, err := double.LogProbWith(t.ctx, x, nil)
	if err != nil {
		t.failed(kind.Name, err)
		return
	}
	for _, r := range []likelihood.LogProbRequest{{Evaluations: 12 * max(kind.Flows, 1)}, {Within: 1e-2}, {Within: 1e-3}, {Within: 1e-4}, {Certify: true}} {
		d, err := single.LogProbWith(t.ctx, x, &r)
		if err != nil {
			t.failed(kind.Name, err)
			return
		}
		t.judgeBudget(kind.Name, &r, d, exact.LogProb)
	}
}

// pair is a trained flow, and the same flow solved far below any tolerance.
func pair(t *trial, kind *kinds.Kind) (single, double train.Model, err error) {
	if single, err = kind.Train(t.ctx, t.seed, t.rng); err != nil {
		return nil, nil, err
	}
	double, err = kind.Exact(single)
	return single, double, err
}

// failed is a finding, unless the campaign's time is up.
func (t *trial) failed(what string, err error) {
	if t.more() {
		t.found("%s: %v", what, err)
	}
}

// judgeBudget counts the covered rows and the evaluations.
func (t *trial) judgeBudget(name string, r *likelihood.LogProbRequest, d *likelihood.Density, truth []float64) {
	covered, wide, ratios := 0, 0, make([]float64, len(truth))
	for i, want := range truth {
		off, bound := math.Abs(d.LogProb[i]-want), d.Certificate.Bound(i)
		if ratios[i] = bound / off; off <= bound {
			covered++
		}
		if r.Within > 0 && bound > r.Within {
			wide++
		}
	}
	slices.Sort(ratios)
	what := fmt.Sprintf("evaluations %d, within %g", r.Evaluations, r.Within)
	if r.Certify {
		what = "certified"
	}
	spent := d.Stats.Plus(d.Certificate.Stats).Evaluations
	t.add(what+": rows", len(truth))
	t.add(what+": rows not covered", len(truth)-covered)
	t.add(what+": rows wider", wide)
	t.add(what+": evaluations", spent)
	for _, factor := range []float64{5, 10, 20} { // the distribution of the ratios
		n, _ := slices.BinarySearch(ratios, factor)
		t.add(fmt.Sprintf("%s: rows below %g errors", what, factor), n)
	}
	share, median := float64(covered)/float64(len(truth)), ratios[len(ratios)/2]
	if verbose {
		fmt.Printf("%s, %s: %.1f %% covered, %d wider, %.2g errors in the median, %.1f evaluations a row\n", name, what, 100*share, wide, median, float64(spent)/float64(len(truth)))
	}
	if share < budgetedLeast {
		t.found("%s, %s: %.1f %% of the rows are covered, bound/error %.2g in the median", name, what, 100*share, median)
	}
}
