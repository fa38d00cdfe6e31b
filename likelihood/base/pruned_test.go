// Mixtures of components whose columns have far different widths, bases that store scores elsewhere, and components that are none.

package base_test

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"gonum.org/v1/gonum/floats"
)

// TestComponentsOfOtherWidths: a component counts by its density at all columns, whatever that of the first ones is: narrow columns
// may make up for those that the point is far off in, and wide ones lower it once.
func TestComponentsOfOtherWidths(t *testing.T) {
	at := []float64{0, 0, 0}
	for _, c := range []struct{ mean, logs []float64 }{
		{[]float64{14, 0, 0}, []float64{0, -100, 0}},
		{[]float64{0, 14, 0}, []float64{-100, 0, 0}},
		{[]float64{14, 0, 0}, []float64{0, 0, -150}},
		{[]float64{0, 0, 0}, []float64{45, 0, 0}},
		{[]float64{0, 0, 0}, []float64{0, 45, -2}},
		{[]float64{0, 0, 0}, []float64{100, -100, 0}},
	} {
		var components []*base.Gaussian
		for _, one := range []struct{ mean, logs []float64 }{{[]float64{1, 1, 1}, []float64{5, 5, 5}}, c} {
			std := make([]float64, 3)
			for i, v := range one.logs {
				std[i] = math.Exp(v)
			}
			g, err := base.NewDiagonalGaussian(one.mean, std)
			if err != nil {
				t.Fatal(err)
			}
			components = append(components, g)
		}
		m, err := base.NewMixture([]float64{1, 3}, components...)
		if err != nil {
			t.Fatal(err)
		}
		want := floats.LogSumExp([]float64{math.Log(0.25) + components[0].LogProb(at), math.Log(0.75) + components[1].LogProb(at)})
		if got := m.LogProb(at); math.Abs(got-want) > 1e-12*(1+math.Abs(want)) {
			t.Errorf("mean %v, logarithms of widths %v: log p is %v, want %v", c.mean, c.logs, got, want)
		}
	}
}

// elsewhere is a base that returns its score in a slice of its own.
type elsewhere struct{ base.Standard }

func (elsewhere) LogProb(x []float64) float64 { return base.Standard{}.LogProb(x) }

func (elsewhere) ScoreInput(_, x []float64) []float64 { return base.Standard{}.ScoreInput(nil, x) }

// TestScoresElsewhereAreCopied: the score of a base that returns another slice than it is given is copied.
func TestScoresElsewhereAreCopied(t *testing.T) {
	score := []float64{7, 7}
	if base.LogProbScore(elsewhere{}, score, []float64{1, -2}); score[0] != -1 || score[1] != 2 {
		t.Errorf("a score of %v, want -1 and 2", score)
	}
}

// TestMixturesWithoutDensity: the score is 0 where all components have the density 0.
func TestMixturesWithoutDensity(t *testing.T) {
	g, err := base.NewDiagonalGaussian([]float64{0}, []float64{1})
	if err != nil {
		t.Fatal(err)
	}
	m, err := base.NewMixture([]float64{1, 2}, g, g)
	if err != nil {
		t.Fatal(err)
	}
	if score := m.ScoreInput(nil, []float64{1e200}); score[0] != 0 || !math.IsInf(m.LogProb([]float64{1e200}), -1) {
		t.Errorf("a score of %v where log p is %v, want 0 and -Inf", score, m.LogProb([]float64{1e200}))
	}
	for _, bad := range []*base.Gaussian{nil, {}} {
		if _, err := base.NewMixture([]float64{1, 2}, bad, g); !errors.Is(err, likelihood.ErrSettings) {
			t.Errorf("a component %v: error %v, want ErrSettings", bad, err)
		}
	}
}
