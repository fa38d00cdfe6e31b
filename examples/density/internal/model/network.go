// The flags that make a model.

// Package model makes models by flags, and opens those of files.
package model

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
)

// Flags are those of a network and its solver.
type Flags struct {
	Hidden     string  `default:"64,64" help:"Units of the hidden layers; none if empty."`
	Layer      string  `default:"concatsquash" help:"How layers know the time: one of ${layers}."`
	Activation string  `default:"tanh" help:"One of ${activations}."`
	Detail     float64 `default:"0" help:"How many times finer than the data's deviation the network starts; 0: 16 for two columns, otherwise 1."`
	Dtype      string  `default:"float32" help:"Number type of the computation: float32 or float64."`
	Solver     string  `default:"${solver}" help:"Method in training, one of ${solvers}."`
	RTol       float64 `name:"rtol" default:"0.003" help:"Relative tolerance of the solver in training, above 0."`
	ATol       float64 `name:"atol" default:"0.003" help:"Absolute tolerance of the solver in training, above 0, in deviations of the data."`
	Accuracy   float64 `default:"0.000005" help:"Both tolerances for scores, samples and pictures, above 0."`
	Trace      string  `default:"exact" help:"Of the Jacobian in training: exact or hutchinson (scores are always exact)."`
	Gradient   string  `default:"replay" help:"Method: replay or backsolve."`
}

// Words are the words that complete the flags' help texts.
func Words() map[string]string {
	return map[string]string{
		"layers":      strings.Trim(fmt.Sprint(dynamics.Layers()), "[]"),
		"activations": strings.Trim(fmt.Sprint(smooth()), "[]"),
		"solver":      tableau.Bosh3.Name,
		"solvers":     strings.Join(solverNames(), ", "),
	}
}

// smooth are the activations by which a density can be trained.
func smooth() []dynamics.Activation {
	return slices.DeleteFunc(dynamics.Activations(), func(a dynamics.Activation) bool { return a.TwiceDifferentiable() != nil })
}

// Field is a network of random weights, for vectors and conditions of some widths.
func (f *Flags) Field(dim, condition int, seed uint64) (*dynamics.MLP, error) {
	hidden, err := parseSizes(f.Hidden)
	if err != nil {
		return nil, err
	}
	field, err := dynamics.NewMLP(dim, &dynamics.MLPSettings{
		Hidden:     hidden,
		Layer:      dynamics.Layer(f.Layer),
		Activation: dynamics.Activation(f.Activation),
		Seed:       seed,
		Float64:    f.Dtype == "float64",
		Cond:       condition,
	})
	if err != nil {
		return nil, err
	}
	return field, sharpen(field, f.fineness(dim))
}

// fineness is the flag detail. Two columns are for looking at; with more of them, detail costs more rows than there
// usually are.
func (f *Flags) fineness(dim int) float64 {
	switch {
	case f.Detail > 0:
		return f.Detail
	case dim == 2:
		return 16
	}
	return 1
}

// Check refuses values that no model can have.
func (f *Flags) Check() error {
	for _, v := range []struct {
		name  string
		value float64
	}{{"rtol", f.RTol}, {"atol", f.ATol}, {"accuracy", f.Accuracy}} {
		if !(v.value > 0 && v.value < 1) {
			return errors.Errorf("-%s %g: want a number above 0 and below 1", v.name, v.value)
		}
	}
	if !(f.Detail >= 0 && f.Detail < 1e6) {
		return errors.Errorf("-detail %g: want 0 for the default, or a number from 1 to a million", f.Detail)
	}
	if f.Dtype != "float32" && f.Dtype != "float64" {
		return errors.Errorf("-dtype %q: want float32 or float64", f.Dtype)
	}
	if _, err := parseSizes(f.Hidden); err != nil {
		return err
	}
	_, err := f.Training()
	return err
}

// Training are the settings of the flow that is trained.
func (f *Flags) Training() (*likelihood.Settings, error) {
	s := &likelihood.Settings{Solver: &integrate.Settings{RTol: f.RTol, ATol: f.ATol, Tableau: method(f.Solver)}}
	if s.Solver.Tableau == nil {
		return nil, errors.Errorf("-solver %q: want one of %s", f.Solver, strings.Join(solverNames(), ", "))
	}
	switch f.Trace {
	case "exact":
	case "hutchinson":
		s.GradientTrace = &trace.Settings{Method: trace.Hutchinson}
	default:
		return nil, errors.Errorf("-trace %q: want exact or hutchinson", f.Trace)
	}
	switch f.Gradient {
	case "replay":
	case "backsolve":
		s.Gradient.Method = integrate.Backsolve
	default:
		return nil, errors.Errorf("-gradient %q: want replay or backsolve", f.Gradient)
	}
	return s, nil
}

// Scoring are the settings of the flow that scores, samples and is saved. Its tolerances are tighter than those of the flow
// that is trained.
func (f *Flags) Scoring() (*likelihood.Settings, error) {
	s, err := f.Training()
	if err != nil {
		return nil, err
	}
	// Dopri5 has the errors of Bosh3 at 1e-5 with less than half of its evaluations, in a little over a third of its
	// time (BENCHMARKS.md).
	s.Solver.Tableau, s.Solver.RTol, s.Solver.ATol = tableau.Dopri5, f.Accuracy, f.Accuracy
	return s, nil
}

// Shape writes the sizes of the layers.
func (f *Flags) Shape(dim int) string {
	hidden, _ := parseSizes(f.Hidden)
	sizes := append(append([]int{dim}, hidden...), dim)
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(sizes), "[]"), " ", "-")
}

// solvers are those that control their error.
var solvers = []*tableau.Tableau{tableau.HeunEuler, tableau.Bosh3, tableau.Sparse4, tableau.Fehlberg45, tableau.Dopri5, tableau.Sparse5, tableau.Tsit5, tableau.DOP853}

func method(name string) *tableau.Tableau {
	for _, t := range solvers {
		if strings.EqualFold(t.Name, name) {
			return t
		}
	}
	return nil
}

func solverNames() (names []string) {
	for _, t := range solvers {
		names = append(names, t.Name)
	}
	return names
}

// parseSizes reads "64,64", "64 64" or "64-64"; "" is a network without hidden layers. A dash that is not between two
// numbers is a sign.
func parseSizes(text string) ([]int, error) {
	sizes := []int{}
	for list := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		for field := range strings.SplitSeq(list, "-") {
			n, err := strconv.Atoi(field)
			if err != nil || n < 1 {
				return nil, errors.Errorf("-hidden %q: want whole numbers above 0 separated by commas", text)
			}
			sizes = append(sizes, n)
		}
	}
	return sizes, nil
}
