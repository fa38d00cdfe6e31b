// A log-density or a gradient by the settings of a request, its error and its time.
package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/cputime"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// parts are the parameters of a layer, in the order of a gradient in a reference.
var parts = []string{"_layer.weight", "_layer.bias", "_hyper_bias.weight", "_hyper_gate.weight", "_hyper_gate.bias"}

func (p *problem) answer(ctx context.Context, r *request) (any, error) {
	flow, err := p.flow(r)
	if err != nil {
		return nil, err
	}
	values, evaluations, err := p.solve(ctx, flow, r)
	if err != nil {
		return nil, err
	}
	if r.Save != "" {
		var data bytes.Buffer
		if err := binary.Write(&data, binary.LittleEndian, values); err != nil {
			return nil, err
		}
		return struct{}{}, os.WriteFile(r.Save, data.Bytes(), 0o644)
	}
	a := &answer{Evaluations: float64(evaluations) / float64(len(p.x))}
	if a.Error, err = errorOf(r, values); err != nil {
		return nil, err
	}
	a.Wall, a.CPU, err = measured(r, func() error { _, _, err := p.solve(ctx, flow, r); return err })
	return a, err
}

// flow returns a flow in FFJORD's direction, with the data at t = 0 and the base at t = 1.
func (p *problem) flow(r *request) (*likelihood.Flow, error) {
	field, err := p.field(r.Save != "")
	if err != nil {
		return nil, err
	}
	name, first, _ := strings.Cut(r.Method, "+") // diffrax by the same signs
	method, err := methodOf(name)
	if err != nil {
		return nil, err
	}
	s := &likelihood.Settings{T0: 1, T1: 0, Solver: &integrate.Settings{Tableau: method, RTol: r.Tol, ATol: r.Tol}}
	if err = setFirstStep(s.Solver, first); err != nil {
		return nil, err
	}
	if lanes, err := strconv.Atoi(r.Control); err == nil {
		s.Solver.Shared, s.Solver.Lanes = true, lanes
	}
	if r.Gain > 0 {
		s.Solver.Controller = &integrate.Controller{Beta: [3]float64{r.Gain, 0, 0}}
	}
	if r.Trace == "hutchinson" {
		s.Trace = trace.Settings{Method: trace.Hutchinson, Gaussian: true}
	}
	if r.Adjoint == "backsolve" {
		s.Gradient.Method = integrate.Backsolve
	}
	return likelihood.New(field, s)
}

// setFirstStep sets a first step of so many times tolerance^(1/6); for "+" that of flows without a method, and what their
// steps grow by.
func setFirstStep(s *integrate.Settings, factor string) (err error) {
	switch factor {
	case "":
		return nil
	case "+":
		s.FirstStep, s.Controller = defaults.FlowFirstStep(s.RTol), &integrate.Controller{MaxFactor: defaults.FlowGrowth}
		return nil
	}
	c, err := strconv.ParseFloat(factor, 64)
	s.FirstStep = min(1, c*math.Pow(s.RTol, 1./6))
	return err
}

// methodOf returns the method of a name, nil for "default".
func methodOf(name string) (*tableau.Tableau, error) {
	if name == "default" {
		return nil, nil
	}
	for _, t := range tableau.All {
		if t.Name == name {
			return t, nil
		}
	}
	return nil, fmt.Errorf("there is no method %q", name)
}

// solve finds log p of each row, or the gradient of the mean of -log p with respect to all weights.
func (p *problem) solve(ctx context.Context, flow *likelihood.Flow, r *request) ([]float64, int, error) {
	probes := p.probe
	if r.Trace != "hutchinson" {
		probes = nil
	}
	if r.What == "logprob" {
		d, err := flow.LogProbWith(ctx, p.x, &likelihood.LogProbRequest{Probes: probes})
		if err != nil {
			return nil, 0, err
		}
		return d.LogProb, d.Stats.Evaluations, nil
	}
	g, err := flow.Gradient(ctx, p.x, &likelihood.GradientRequest{Probes: probes})
	if err != nil {
		return nil, 0, err
	}
	byName := map[string][]float64{}
	for i, param := range flow.Params() {
		byName[param.Name] = g.Params[i]
	}
	var all []float64
	for i := range len(p.hidden) + 1 {
		for _, part := range parts {
			all = append(all, byName[fmt.Sprintf("layers.%d.%s", i, part)]...)
		}
	}
	return all, g.Forward.Evaluations + g.Backward.Evaluations, nil
}

// errorOf is the largest error of log p, or the relative error of the gradient, against the reference.
func errorOf(r *request, values []float64) (float64, error) {
	data, err := os.ReadFile(r.Reference)
	if err != nil {
		return 0, err
	}
	want := make([]float64, len(values))
	if err := binary.Read(bytes.NewReader(data), binary.LittleEndian, want); err != nil {
		return 0, err
	}
	var largest, off, size float64
	for i, w := range want {
		d := values[i] - w
		largest, off, size = max(largest, math.Abs(d)), off+d*d, size+w*w
	}
	if r.What == "logprob" {
		return largest, nil
	}
	return math.Sqrt(off / size), nil
}

// measured returns medians of wall and processor seconds.
func measured(r *request, run func() error) (float64, float64, error) {
	var wall, cpu []float64
	for start := time.Now(); len(wall) < r.Least || time.Since(start).Seconds() < r.Seconds; {
		before, spent := time.Now(), cputime.Seconds()
		if err := run(); err != nil {
			return 0, 0, err
		}
		wall, cpu = append(wall, time.Since(before).Seconds()), append(cpu, cputime.Seconds()-spent)
	}
	slices.Sort(wall)
	slices.Sort(cpu)
	return wall[len(wall)/2], cpu[len(cpu)/2], nil
}
