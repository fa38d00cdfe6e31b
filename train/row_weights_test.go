// Weights of rows in a fit: what they are invariant to, scores, checkpoints, bad weights.

package train_test

import (
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// weighed fits a flow to rows with weights, and returns its parameters and standardisation, and the result.
func weighed(t *testing.T, x [][]float64, s train.Settings) ([]float64, *train.Result) {
	t.Helper()
	flow := newFlow(t, 1, trace.Exact)
	s.Iterations, s.Optimizer, s.Seed = 6, optim.Adam{Rate: 0.01}, 4
	r, err := train.Fit(ctx, flow, x, quiet(s))
	if err != nil {
		t.Fatal(err)
	}
	mean, std := flow.Standardization()
	return slices.Concat(values(flow), mean, std), r
}

func distance(a, b []float64) (most float64) {
	for i := range a {
		most = max(most, math.Abs(a[i]-b[i]))
	}
	return most
}

// unequal are the weights 0, 1, 2 and 3 in turn.
func unequal(n int) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = float64(i % 4)
	}
	return w
}

// TestWeightsAreRelative: a fit does not change where all weights are multiplied by a number, to the bit by a power of two.
// A row of weight 0 counts as no row, to the bit. Equal weights count as no weights.
func TestWeightsAreRelative(t *testing.T) {
	x, w := normal(80, 1), unequal(80)
	s := train.Settings{Weights: w, Batch: 16}
	want, result := weighed(t, x, s)
	for factor, bound := range map[float64]float64{4: 0, 3: 1e-6, 1e-308: 1e-6, 1e307: 1e-6} { // of float32 parameters
		s.Weights = slices.Clone(w)
		for i := range w {
			s.Weights[i] *= factor
		}
		if got, _ := weighed(t, x, s); distance(got, want) > bound {
			t.Errorf("weights times %g: a fit that differs by %g", factor, distance(got, want))
		}
	}
	var there [][]float64
	s.Weights = nil
	for i, v := range w {
		if v > 0 {
			there, s.Weights = append(there, x[i]), append(s.Weights, v)
		}
	}
	got, r := weighed(t, there, s)
	if distance(got, want) != 0 || r.Score != result.Score {
		t.Errorf("without the rows of weight 0: a fit that differs by %g", distance(got, want))
	}
	s.Weights = nil
	even, _ := weighed(t, x, s)
	s.Weights = slices.Repeat([]float64{0.3}, len(x))
	if got, _ := weighed(t, x, s); distance(got, even) != 0 {
		t.Errorf("equal weights: a fit that differs by %g", distance(got, even))
	}
	if distance(even, want) < 1e-3 {
		t.Error("weights have no effect")
	}
}

// TestRowsWithoutWeightMayHoldAnything: what stands in a row of weight 0 is no matter, be it no number or one that the flow's
// number type does not have; a row that counts is refused by the number that the caller knows it by.
func TestRowsWithoutWeightMayHoldAnything(t *testing.T) {
	w := unequal(80)
	s := train.Settings{Weights: w, Batch: 16}
	want, _ := weighed(t, normal(80, 1), s)
	x := normal(80, 1)
	x[4], x[8], x[12] = []float64{math.NaN(), 1}, []float64{1, math.Inf(-1)}, []float64{1e300, 1}
	if got, _ := weighed(t, x, s); distance(got, want) != 0 {
		t.Errorf("a fit that differs by %g", distance(got, want))
	}
	if mean, std, err := likelihood.Moments(x, w); err != nil || distance(append(mean, std...), want[len(want)-4:]) > 0.2 {
		t.Errorf("moments %v, %v, error %v", mean, std, err)
	}
	s.Validation, s.ValidationWeights = x, w
	weighed(t, normal(80, 1), s)
	own := train.Settings{Weights: w, Condition: normal(80, 3), Iterations: 2} // of a model that does not say how wide its conditions are
	own.Condition[0] = nil
	_, err := train.Fit(ctx, newGaussian(2), normal(80, 1), quiet(own))
	must(t, err)
	for name, bad := range map[string]float64{"NaN": math.NaN(), "of float32": 1e300} {
		x[17] = []float64{1, bad}
		for _, s := range []train.Settings{{Weights: w, KeepStandardization: true}, {Validation: x, ValidationWeights: w}} {
			rows := x
			if s.Validation != nil {
				rows = normal(40, 2)
			}
			_, err := train.Fit(ctx, newFlow(t, 1, trace.Exact), rows, quiet(s))
			if entry := new(likelihood.DataError); !errors.As(err, &entry) || entry.Row != 17 || entry.Column != 1 {
				t.Errorf("%s: error %v, want row 17, column 1", name, err)
			}
		}
	}
}

// TestWeightTwoIsARowTwice: a row of weight 2 counts as a row that is there twice: in the loss and in the moments (in
// batches of all rows), and in the score.
func TestWeightTwoIsARowTwice(t *testing.T) {
	x := normal(40, 1)
	w := slices.Repeat([]float64{1}, 40)
	twice := slices.Clone(x)
	for i := 0; i < 40; i += 3 {
		w[i], twice = 2, append(twice, x[i])
	}
	s := train.Settings{Batch: 1000, Validation: x, ValidationWeights: w, Weights: w}
	got, weighted := weighed(t, x, s)
	s.Weights, s.ValidationWeights, s.Validation = nil, nil, twice
	want, plain := weighed(t, twice, s)
	if d := distance(got, want); d > 1e-5 || math.Abs(weighted.Score.Mean-plain.Score.Mean) > 1e-6 || weighted.Score.Rows != 40 {
		t.Errorf("a fit that differs by %g, score %v, want %v", d, weighted.Score, plain.Score)
	}
}

// TestWeightedScoreError: held-out rows keep their weights, and the error of a score is that of a weighted mean, measured
// over many samples.
func TestWeightedScoreError(t *testing.T) {
	var means, wanted float64
	for seed := range uint64(200) {
		x := normal(60, seed)
		w := make([]float64, len(x))
		for i, row := range x {
			w[i] = math.Exp(-row[0] / 10)
		}
		m := gaussianAt(5, -1)
		r, err := train.Fit(ctx, m, normal(20, 1), quiet(train.Settings{Iterations: 1, Optimizer: optim.Adam{Rate: 1e-9}, Validation: x, ValidationWeights: w, KeepStandardization: true}))
		if err != nil {
			t.Fatal(err)
		}
		means += r.Score.Error / 200
		wanted += (r.Score.Mean - weightedMean) * (r.Score.Mean - weightedMean) / 200
	}
	if ratio := means / math.Sqrt(wanted); ratio < 0.85 || ratio > 1.15 { // three standard errors of a deviation of 200 samples
		t.Errorf("an error of %g, want the deviation %g", means, math.Sqrt(wanted))
	}
}

// weightedMean is E[w log p]/E[w] of TestWeightedScoreError: under e^(-x/10) the first column is a normal of mean 5 - 4/10.
var weightedMean = -(4+0.16)/2 - 0.5*0.01*1 - math.Log(2*math.Pi)

// TestCheckpointKnowsItsWeights: a checkpoint of other weights is refused by name, one of the same weights in other
// units of 8 is not.
func TestCheckpointKnowsItsWeights(t *testing.T) {
	x := normal(80, 1)
	s := train.Settings{Iterations: 2, Weights: unequal(80), Checkpoint: filepath.Join(t.TempDir(), "c"), Resume: true}
	for i, want := range []string{"", "", "hash of the rows' weights", ""} {
		switch i {
		case 2:
			s.Weights = slices.Clone(s.Weights)
			s.Weights[2]++
		case 3:
			s.Weights[2]--
			for k := range s.Weights {
				s.Weights[k] *= 8
			}
		}
		_, err := train.Fit(ctx, newFlow(t, 1, trace.Exact), x, quiet(s))
		var other *train.CheckpointError
		if errors.As(err, &other) != (want != "") || want != "" && !strings.HasPrefix(other.What, want) {
			t.Errorf("run %d: error %v, want %q", i, err, want)
		}
	}
}

func TestBadWeights(t *testing.T) {
	x := normal(40, 1)
	bad := func(v float64) []float64 {
		w := slices.Repeat([]float64{1}, 40)
		w[7] = v
		return w
	}
	for name, c := range map[string]struct {
		s    train.Settings
		want error
	}{
		"length":      {train.Settings{Weights: make([]float64, 39)}, likelihood.ErrSettings},
		"negative":    {train.Settings{Weights: bad(-1)}, likelihood.ErrNegative},
		"NaN":         {train.Settings{Weights: bad(math.NaN())}, likelihood.ErrNotFinite},
		"all 0":       {train.Settings{Weights: make([]float64, 40)}, likelihood.ErrEmpty},
		"held: all 0": {train.Settings{Validation: x, ValidationWeights: make([]float64, 40)}, likelihood.ErrEmpty},
		"validation":  {train.Settings{Validation: x, ValidationWeights: bad(math.Inf(1))}, likelihood.ErrNotFinite},
		"none":        {train.Settings{ValidationWeights: bad(1)}, likelihood.ErrSettings},
	} {
		_, err := train.Fit(ctx, newFlow(t, 1, trace.Exact), x, quiet(c.s))
		if !errors.Is(err, c.want) {
			t.Errorf("%s: error is %v, want %v", name, err, c.want)
		}
		if entry := new(likelihood.DataError); errors.As(err, &entry) && c.want != likelihood.ErrEmpty && entry.Row != 7 {
			t.Errorf("%s: row %d, want 7", name, entry.Row)
		}
	}
}
