package likelihood

import (
	"context"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// boundsOf are the certificate's bounds of all rows, solver and probes together.
func boundsOf(d *Density) []float64 {
	bounds := make([]float64, len(d.LogProb))
	for i := range bounds {
		bounds[i] = d.Certificate.Bound(i)
	}
	return bounds
}

// With probes the bound covers the distance from the exact log-density on 95 % of the rows, for every test flow, precision,
// and way to estimate, and is not more than ten times that distance in the median.
func TestBoundCoversWhatProbesMiss(t *testing.T) {
	for _, f := range flowtest.All(t) {
		x := f.Data(1000)
		exact := truthOf(t, f, x, trace.Settings{}, nil)
		for _, c := range []struct {
			trace  trace.Settings
			single bool
		}{
			{trace.Settings{Method: trace.Hutchinson}, true},
			{trace.Settings{Method: trace.Hutchinson, Probes: 4}, false},
			{trace.Settings{Method: trace.Hutchinson, Kind: trace.Gaussian}, false},
			{trace.Settings{Method: trace.Hutchinson, Kind: trace.Gaussian, Probes: 4}, true},
			{trace.Settings{Method: trace.HutchPP}, false},
			{trace.Settings{Method: trace.HutchPP, Kind: trace.Gaussian, Probes: 3}, true},
			{trace.Settings{Method: trace.HutchPP, Probes: 6}, true},
		} {
			d, err := newFlow(t, f.Field(t, !c.single), &Settings{T0: 1, T1: 0, Trace: c.trace}).LogProbWith(context.Background(), x, &Request{Certify: true})
			flowtest.Must(t, err)
			if share, ratio := coverage(d.LogProb, exact, boundsOf(d)); share < 0.95 || ratio > 10 {
				t.Errorf("%s, %+v: %.1f %% of the rows covered, bound/error %.2g in the median", f.Name, c, 100*share, ratio)
			}
		}
	}
}

// The same of stacks, at several tolerances, whose errors go through the flows below; values stay as they are without it.
func TestStackCertificateCoversTheError(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(500, 2, 6)
	for _, double := range []bool{true, false} {
		stackOf := func(double bool, solver *integrate.Settings, trace trace.Settings) *Stack {
			s := &StackSettings{Flow: Settings{Solver: solver, Trace: trace}, Norm: NormSettings{Place: NormEverywhere}}
			return singleWeights(newTestStack(t, 3, 2, dynamics.MLPSettings{Hidden: []int{6, 5}, Float64: double}, s))
		}
		truth, err := stackOf(true, tightSolver(), trace.Settings{}).LogProb(ctx, x)
		flowtest.Must(t, err)
		for name, c := range stackCertificates(double) {
			stack := stackOf(double, c.Solver, c.Trace)
			plain, err := stack.LogProb(ctx, x)
			flowtest.Must(t, err)
			d, err := stack.LogProbWith(ctx, x, &Request{Certify: true})
			flowtest.Must(t, err)
			share, ratio := coverage(d.LogProb, truth, boundsOf(d))
			if share < 0.95 || ratio > 10 || (c.Trace.Method == trace.Exact) != (d.Certificate.Probe == nil) {
				t.Errorf("%s, float64 %v: %.1f %% of the rows covered, bound/error %.2g in the median", name, double, 100*share, ratio)
			}
			flowtest.CloseTo(t, name+": value with its certificate", d.LogProb, plain, 0)
		}
	}
}

// singleWeights rounds all parameters to what single precision can hold, so that stacks in both have the same.
func singleWeights(s *Stack) *Stack {
	for _, p := range s.Params() {
		for k := range p.Len() {
			p.Set(k, float64(float32(p.At(k))))
		}
	}
	s.Touch()
	return s
}

func stackCertificates(double bool) map[string]Settings {
	s := certifiedSolvers(double)
	s["euler"] = Settings{Solver: &integrate.Settings{Tableau: tableau.Euler, Steps: 4}}
	s["probes"] = Settings{Trace: trace.Settings{Method: trace.Hutchinson, Probes: 2}}
	s["hutch++"] = Settings{Trace: trace.Settings{Method: trace.HutchPP, Probes: 3}}
	delete(s, "free") // the helper takes solver and trace alone
	return s
}

// Points far out, of which rounding moves log p0 much, are covered in single precision too.
func TestBoundCoversTheRoundingOfPointsFarOut(t *testing.T) {
	f := flowtest.All(t)[1]
	x := f.Data(300)
	for i := range x {
		x[i] = scaledBy(x[i], 8)
	}
	truth := truthOf(t, f, x, trace.Settings{}, nil)
	d, err := newFlow(t, f.Field(t, false), &Settings{T0: 1, T1: 0}).LogProbWith(context.Background(), x, &Request{Certify: true})
	flowtest.Must(t, err)
	if share, ratio := coverage(d.LogProb, truth, boundsOf(d)); share < 0.95 || ratio > 10 {
		t.Errorf("%.1f %% of the rows covered, bound/error %.2g in the median", 100*share, ratio)
	}
}
