// The bounds of certificates against the errors of log-densities.

package likelihood_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
)

// truthOf is the log-density by a solve in float64 that is far below any tolerance of the tests, in FFJORD's direction.
func truthOf(t testing.TB, f *flowtest.Flow, x [][]float64, trace trace.Settings, r *likelihood.LogProbRequest) []float64 {
	t.Helper()
	tight := &integrate.Settings{Tableau: tableau.DOP853, RTol: 1e-12, ATol: 1e-12}
	d, err := newFlow(t, f.Field(t, true), &likelihood.Settings{T0: 1, T1: 0, Solver: tight, Trace: trace}).LogProbWith(context.Background(), x, r)
	flowtest.Must(t, err)
	return d.LogProb
}

// coverage is the share of rows whose error is within the bound, and the median of bound/error.
func coverage(value, truth, bound []float64) (share, ratio float64) {
	ratios := make([]float64, len(value))
	for i := range value {
		e := math.Abs(value[i] - truth[i])
		if e <= bound[i] {
			share += 1 / float64(len(value))
		}
		ratios[i] = bound[i] / e
	}
	slices.Sort(ratios)
	return share, ratios[len(ratios)/2]
}

// certifiedSolvers are solver settings from tight to far too coarse.
func certifiedSolvers(double bool) map[string]likelihood.Settings {
	s := map[string]likelihood.Settings{
		"euler": {Solver: &integrate.Settings{Tableau: tableau.Euler, Steps: 8}},
		"rk4":   {Solver: &integrate.Settings{Tableau: tableau.RK4, Steps: 6}},
		"bosh3": {Solver: &integrate.Settings{Tableau: tableau.Bosh3, RTol: 1e-4, ATol: 1e-4}},
		"free":  {FreeDensity: true},
		"pack":  {Solver: &integrate.Settings{Shared: true}},
	}
	tolerances := []float64{1e-3, 1e-4, 1e-5, 2e-6}
	if double {
		tolerances = []float64{1e-3, 1e-5, 1e-7, 1e-9}
	}
	for _, tol := range tolerances {
		for _, tableau := range []*tableau.Tableau{tableau.Sparse5, tableau.Dopri5} {
			s[fmt.Sprintf("%s %g", tableau.Name, tol)] = likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau, RTol: tol, ATol: tol}}
		}
	}
	return s
}

// TestCertificateCoversTheError: the bound covers the error on 95 % of the rows of every flow, precision and solver
// setting. In the median it is at most fifteen times the error, and so much only where rounding is the whole error. A
// fifth of the combinations has each of them.
func TestCertificateCoversTheError(t *testing.T) {
	for i, f := range flowtest.All(t) {
		x := f.Data(128)
		truth := truthOf(t, f, x, trace.Settings{}, nil)
		for k, double := range []bool{true, false} {
			field := f.Field(t, double)
			all := certifiedSolvers(double)
			for j, name := range slices.Sorted(maps.Keys(all)) {
				if !long.Takes(i+2*k+j, 5) {
					continue
				}
				s := all[name]
				s.T0, s.T1 = 1, 0
				d, err := newFlow(t, field, &s).LogProbWith(context.Background(), x, &likelihood.LogProbRequest{Certify: true})
				flowtest.Must(t, err)
				share, ratio := coverage(d.LogProb, truth, d.Certificate.Solver)
				if share < 0.95 || ratio > 15 || ratio < 1 {
					t.Errorf("%s, float64 %v, %s: %.1f %% of the rows covered, bound/error %.2g in the median", f.Name, double, name, 100*share, ratio)
				}
				t.Logf("%s, float64 %v, %s: %.1f %% of the rows covered, bound/error %.2g in the median, evaluations %.2g", f.Name, double, name, 100*share, ratio, float64(d.Certificate.Stats.Evaluations)/float64(d.Stats.Evaluations))
			}
		}
	}
}

// TestCertificateOfProbes: the square of the probes' standard error, averaged over rows, is the mean squared difference
// between the estimate and the exact value. More probes make the standard error smaller.
func TestCertificateOfProbes(t *testing.T) {
	f := flowtest.All(t)[2]
	x, field := f.Data(400), f.Field(t, true)
	exact, err := newFlow(t, field, nil).LogProb(context.Background(), x)
	flowtest.Must(t, err)
	for _, gaussian := range []bool{false, true} {
		last := math.Inf(1)
		for _, k := range []int{1, 4} {
			flow := newFlow(t, field, &likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson, Gaussian: gaussian, Probes: k}})
			d, err := flow.LogProbWith(context.Background(), x, &likelihood.LogProbRequest{Certify: true})
			flowtest.Must(t, err)
			squares, sum := 0.0, 0.0
			for i := range x {
				e := d.LogProb[i] - exact[i]
				squares, sum = squares+d.Certificate.Probe[i]*d.Certificate.Probe[i], sum+e*e
			}
			// Either sum, of 400 squares, has a relative standard deviation of about √(κ/400) = 0.14, with a kurtosis κ
			// ≤ 8.
			if ratio := sum / squares; ratio < 0.5 || ratio > 2 {
				t.Errorf("Gaussian %t, %d probes: mean squared error is %g of what the certificate says", gaussian, k, ratio)
			}
			if squares > 0.5*last {
				t.Errorf("Gaussian %t, %d probes: variance %g, before %g", gaussian, k, squares, last)
			}
			last = squares
		}
	}
}

// TestCertificateOfSolverWithProbes: the solver's part of a bound covers the distance to a tight solve with the same
// probes.
func TestCertificateOfSolverWithProbes(t *testing.T) {
	f := flowtest.All(t)[2]
	x, trace := f.Data(128), trace.Settings{Method: trace.Hutchinson, Probes: 2}
	request := &likelihood.LogProbRequest{Certify: true, ProbeSeed: 5}
	truth := truthOf(t, f, x, trace, &likelihood.LogProbRequest{ProbeSeed: 5})
	d, err := newFlow(t, f.Field(t, true), &likelihood.Settings{T0: 1, T1: 0, Trace: trace}).LogProbWith(context.Background(), x, request)
	flowtest.Must(t, err)
	if share, ratio := coverage(d.LogProb, truth, d.Certificate.Solver); share < 0.95 || ratio > 10 {
		t.Errorf("%.1f %% of the rows covered, bound/error %.2g in the median", 100*share, ratio)
	}
}

// TestCertificateOfARowIsItsOwn: a row's certificate has the same bits alone and in a batch, and does not change the
// value.
func TestCertificateOfARowIsItsOwn(t *testing.T) {
	f := flowtest.All(t)[0]
	x := f.Data(70)
	flow := newFlow(t, f.Field(t, false), nil)
	plain, err := flow.LogProb(context.Background(), x)
	flowtest.Must(t, err)
	all, err := flow.LogProbWith(context.Background(), x, &likelihood.LogProbRequest{Certify: true})
	flowtest.Must(t, err)
	one, err := flow.LogProbWith(context.Background(), x[66:67], &likelihood.LogProbRequest{Certify: true})
	flowtest.Must(t, err)
	if one.Certificate.Solver[0] != all.Certificate.Solver[66] {
		t.Errorf("bound alone %g, in the batch %g", one.Certificate.Solver[0], all.Certificate.Solver[66])
	}
	if !slices.Equal(plain, all.LogProb) || all.Certificate.Probe != nil {
		t.Error("asking for a certificate changes the value, or there are probe errors of an exact trace")
	}
}

// TestCertificateOfRowsThatFail: a row that cannot be solved has no bound, and the other rows keep their bounds.
func TestCertificateOfRowsThatFail(t *testing.T) {
	x := [][]float64{{0.1}, {-30}, {-0.2}} // dz/dt = z² from z(1) = -30 backwards has a pole
	d, err := newFlow(t, flowtest.BlowUp(t), nil).LogProbWith(context.Background(), x, &likelihood.LogProbRequest{Certify: true})
	var failed *likelihood.RowsError
	if !errors.As(err, &failed) {
		t.Fatalf("error is %v, want a RowsError", err)
	}
	for i, bound := range d.Certificate.Solver {
		if math.IsNaN(d.LogProb[i]) != math.IsInf(bound, 1) {
			t.Errorf("row %d is %g, its bound %g", i, d.LogProb[i], bound)
		}
	}
	if _, err := newFlow(t, flowtest.BlowUp(t), nil).MeanLogProb(context.Background(), x, nil); !errors.As(err, &failed) {
		t.Errorf("the mean's error is %v, want a RowsError", err)
	}
}

// TestCertificateFollowsTheDuration: the certificate of a flow whose trained duration has changed has the bits of one by
// a flow that has had no other duration.
func TestCertificateFollowsTheDuration(t *testing.T) {
	x := flowtest.Points(8, 2, 1)
	settings := likelihood.Settings{TrainTime: true}
	certified := func(f *likelihood.Flow, duration float64) []float64 {
		all := f.Params()
		flowtest.Must(t, f.Update(t.Context(), func() error { return all[len(all)-1].SetAll([]float64{math.Log(duration)}) }))
		d, err := f.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Certify: true})
		flowtest.Must(t, err)
		return d.Certificate.Solver
	}
	made := map[string]func() *likelihood.Flow{
		"flow": func() *likelihood.Flow { return newFlow(t, flowtest.BentField(t, 2), &settings) },
		"stack": func() *likelihood.Flow {
			stack, err := likelihood.NewStack([]dynamics.Field{flowtest.BentField(t, 2)}, &likelihood.StackSettings{Flow: settings})
			flowtest.Must(t, err)
			return stack
		},
	}
	for name, fresh := range made {
		f := fresh()
		for _, duration := range []float64{1, 0.1, 3, 1} {
			if got, want := certified(f, duration), certified(fresh(), duration); !slices.Equal(got, want) {
				t.Errorf("%s: bounds over a duration of %v after others are %v, want %v", name, duration, got, want)
			}
		}
	}
}
