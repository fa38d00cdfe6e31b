// Random settings, sane and absurd: each gives a typed error or a right result, and ends when its context does.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"gorgonia.org/tensor"
)

// The limit of a call's context, and the time after it in which the call has to return.
const (
	callLimit = time.Second
	callGrace = 9 * time.Second
)

// trySettings draws settings of a solver, of a flow, or of a training.
func trySettings(t *trial) {
	switch t.rng.IntN(3) {
	case 0:
		t.trySolver()
	case 1:
		t.tryFlow()
	default:
		t.tryFit()
	}
}

// absurd is the probability of an invalid value: there are some twenty values a trial.
const absurd = 0.025

// wild is one of the values, or rarely an absurd one.
func (t *trial) wild(sane ...float64) float64 {
	if t.chance(absurd) {
		return pick(t.rng, math.NaN(), math.Inf(1), math.Inf(-1), -1, 1e-320, 1e308, math.Copysign(0, -1), 1e9, -1e-9)
	}
	return pick(t.rng, sane...)
}

func (t *trial) wildInt(sane ...int) int {
	if t.chance(absurd) {
		return pick(t.rng, -1, math.MinInt, math.MaxInt, math.MaxInt/8192, -7)
	}
	return pick(t.rng, sane...)
}

// call makes a call with a context. Findings are calls that ignore the context, panics, and errors without a type.
func (t *trial) call(what string, detail string, f func(ctx context.Context) error) (ok bool) {
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	defer cancel()
	begin := time.Now()
	err := f(ctx)
	if took := time.Since(begin); took > callLimit+callGrace {
		t.found("%s takes %v, its context %v (%v): %s", what, took, callLimit, err, detail)
	}
	switch {
	case err == nil:
		t.add(what+" done", 1)
	case errors.Is(err, context.DeadlineExceeded):
		t.add(what+" out of time", 1)
	case isTyped(err):
		t.add(what+" refused", 1)
	default:
		t.found("%s: an error without a type: %v: %s", what, err, detail)
	}
	return err == nil
}

func (t *trial) wildSolver() *integrate.Settings {
	s := &integrate.Settings{Tableau: pick(t.rng, append([]*tableau.Tableau{nil}, tableau.All...)...),
		RTol: t.wild(0, 1e-3, 1e-6, 1e-9), ATol: t.wild(0, 1e-3, 1e-6, 1e-9), Shared: t.wildInt(0, 0, 1) == 1, MaxNorm: t.wildInt(0, 1) == 1,
		AcceptAtMinStep: t.wildInt(0, 0, 0, 1) == 1, MaxSteps: t.wildInt(0, 0, 0, 3, 5000), FirstStep: t.wild(0, 0, 0.1, 10), MinStep: t.wild(0, 0, 0, 1e-8),
		MaxStep: t.wild(0, 0, 0.3), Steps: t.wildInt(0, 0, 0, 40), StepSize: t.wild(0, 0, 0, 0.02), Lanes: t.wildInt(0, 1, 7, 64), BlockRows: t.wildInt(0, 0, 3), Workers: t.wildInt(0, 1, 3)}
	if !t.chance(0.8) {
		s.Controller = &integrate.Controller{Beta: [3]float64{t.wild(1, 0.7), t.wild(0, -0.4), t.wild(0, 0.1)}, Safety: t.wild(0, 0.8), MinFactor: t.wild(0, 0.1), MaxFactor: t.wild(0, 5)}
	}
	if s.Tableau != nil && s.Tableau.BErr == nil && s.Steps == 0 && s.StepSize == 0 && t.chance(0.9) {
		s.Steps = 60
	}
	return s
}

// describeSolver writes out the settings of a solver.
func describeSolver(s *integrate.Settings) string {
	name, controller, all := "default", "", *s
	if s.Tableau != nil {
		name = s.Tableau.Name
	}
	if s.Controller != nil {
		controller = fmt.Sprintf(", %+v", s.Controller)
	}
	all.Tableau, all.Controller = nil, nil
	return fmt.Sprintf("%s, %+v%s", name, all, controller)
}

// largestError is the largest error that valid settings may lead to. With a loose tolerance, or a few fixed steps of a low
// order, the result need only be finite.
func largestError(s *integrate.Settings) float64 {
	tolerance := max(s.RTol, s.ATol, 1e-5)
	switch {
	case s.AcceptAtMinStep || s.Steps > 0 || s.StepSize > 0 || tolerance > 2e-3:
		return math.Inf(1)
	}
	return 2000 * tolerance
}

// trySolver solves an equation without events.
func (t *trial) trySolver() {
	e := randomEquation(t.rng)
	e.happenings, e.jumps, e.stops, e.save = nil, nil, nil, nil
	e.t0, e.t1 = 0, 2
	s := t.wildSolver()
	y := draw[float64](t.rng, e.width(), 1)
	var out *ode.Solution[float64]
	ok := t.call("solve", describeSolver(s), func(ctx context.Context) error {
		solver, err := integrate.NewSolver[float64](e.system(), s)
		if err != nil {
			return err
		}
		out, err = solver.Solve(ctx, &ode.Problem[float64]{T0: e.t0, T1: e.t1, Rows: 1, Y: [][]float64{y, nil}})
		return err
	})
	if !ok {
		return
	}
	want, _ := e.solveExactly(y, []float64{0}).at(e.t1)
	for i := range want {
		if !(math.Abs(out.Y[0][i]-want[i]) <= largestError(s)*max(1, math.Abs(want[i]))) || math.IsInf(out.Y[0][i], 0) {
			t.found("solve: %v, want %v: %s", out.Y[0], want, describeSolver(s))
			return
		}
	}
}

// tryFlow makes a flow, scores a few rows, and compares them with a flow of tight tolerances.
func (t *trial) tryFlow() {
	network, newField := t.wildField(t.wildNetwork())
	dim := t.wildInt(1, 2, 3)
	s := t.wildFlow()
	var logp []float64
	var field dynamics.Field
	x := drawRows(t.rng, 5, max(1, min(dim, 3)))
	detail := fmt.Sprintf("%d columns, %s, %s", dim, network, describeFlow(s))
	ok := t.call("log-density", detail, func(ctx context.Context) (err error) {
		if field, err = newField(dim); err != nil {
			return err
		}
		flow, err := likelihood.New(field, s)
		if err != nil {
			return err
		}
		if logp, err = flow.LogProb(ctx, x); err != nil {
			return err
		}
		_, err = flow.Gradient(ctx, x, nil)
		return err
	})
	if !ok {
		return
	}
	want := t.reference(field, s, x)
	bound := largestError(s.Solver)
	if want == nil || s.FreeDensity || s.Trace.Method != trace.Exact {
		want, bound = make([]float64, len(logp)), math.Inf(1)
	}
	for i := range logp {
		if !(math.Abs(logp[i]-want[i]) <= bound*max(1, math.Abs(want[i]))) || math.IsInf(logp[i], 0) || math.IsNaN(logp[i]) {
			t.found("log-densities %v, want %v: %s", logp, want, detail)
			return
		}
	}
}

// reference returns the log-densities with tight tolerances; nil if they cannot be computed.
func (t *trial) reference(field dynamics.Field, s *likelihood.Settings, x [][]float64) []float64 {
	tolerance := 1e-9
	if field.Params().Dtype() == tensor.Float32 {
		tolerance = 3e-6
	}
	flow, err := likelihood.New(field, &likelihood.Settings{Base: s.Base, T0: s.T0, T1: s.T1, Solver: &integrate.Settings{RTol: tolerance, ATol: tolerance}})
	if err == nil {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if logp, err := flow.LogProb(ctx, x); err == nil {
			return logp
		}
	}
	t.add("log-density without reference", 1)
	return nil
}

// tryFit trains a flow by random settings.
func (t *trial) tryFit() {
	p := randomPlan(t.rng)
	m, err := p.make(0)
	if err != nil {
		t.found("%v: %v", p, err)
		return
	}
	x := drawRows(t.rng, 1+t.rng.IntN(60), m.Dim())
	s := &train.Settings{Epochs: t.wildInt(0, 1, 3), Iterations: t.wildInt(0, 1, 5), Batch: t.wildInt(0, 1, 16), Seed: t.rng.Uint64(),
		Optimizer: optim.Adam{Rate: t.wild(0, 1e-3, 0.1, 10), Beta1: t.wild(0, 0.8), Beta2: t.wild(0, 0.99), Epsilon: t.wild(0, 1e-8), WeightDecay: t.wild(0, 0.1)},
		ClipNorm:  t.wild(0, 1, -1), Average: t.wild(0, 0.9), HoldOut: t.wild(0, 0.2, -1), ValidateEvery: t.wildInt(0, 1, 3), Patience: t.wildInt(0, 1, 3),
		KeepStandardization: t.chance(0.2), Condition: condition(t.rng, m, len(x)), Progress: io.Discard}
	detail := fmt.Sprintf("%v, %d rows, %+v", p, len(x), *s)
	ok := t.call("training", detail, func(ctx context.Context) error {
		_, err := train.Fit(ctx, m, x, s)
		return err
	})
	for _, v := range bits(m) {
		if !finite.Is(v) {
			t.found("training: a weight is %v (done: %t): %s", v, ok, detail)
			return
		}
	}
}
