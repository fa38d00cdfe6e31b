package likelihood

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
)

// TestGonumDistributionsAreBases: gonum's types fit as they are, and agree with our own of the same density.
func TestGonumDistributionsAreBases(t *testing.T) {
	mean, covariance := []float64{0.3, -1}, mat.NewSymDense(2, []float64{2, 0.4, 0.4, 0.5})
	normal, ok := distmv.NewNormal(mean, covariance, rand.NewPCG(1, 2))
	if !ok {
		t.Fatal("gonum refuses the covariance")
	}
	student, ok := distmv.NewStudentsT(mean, covariance, 5, rand.NewPCG(1, 2))
	if !ok {
		t.Fatal("gonum refuses the covariance")
	}
	own, err := NewGaussian(mean, covariance)
	must(t, err)
	x, field := points(6, 2, 3), bentField(t, 2)
	theirs, err := newFlow(t, field, &Settings{Base: normal}).LogProb(context.Background(), x)
	must(t, err)
	ours, err := newFlow(t, field, &Settings{Base: own}).LogProb(context.Background(), x)
	must(t, err)
	for i := range ours {
		if math.Abs(ours[i]-theirs[i]) > 1e-12*math.Abs(ours[i]) {
			t.Errorf("row %d: gonum's normal gives %v, ours %v", i, theirs[i], ours[i])
		}
	}
	if _, err := newFlow(t, field, &Settings{Base: normal}).Gradient(context.Background(), x); err != nil {
		t.Errorf("distmv.Normal has a score: %v", err)
	}
	heavy := newFlow(t, field, &Settings{Base: student})
	if _, err := heavy.LogProb(context.Background(), x); err != nil {
		t.Errorf("distmv.StudentsT as a base: %v", err)
	}
	if _, err := heavy.Sample(context.Background(), 3, 1); err != nil {
		t.Errorf("samples of distmv.StudentsT: %v", err)
	}
}
