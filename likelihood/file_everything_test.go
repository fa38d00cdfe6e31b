// Files of every kind of model, and damage to files.

package likelihood_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
)

// savable is a flow or a stack with everything that a file has to hold.
type savable struct {
	layer        dynamics.Layer
	activation   dynamics.Activation
	base         base.Base
	cond         int
	flows        int // 0: a flow, no stack
	norm         *likelihood.NormSettings
	trace        trace.Settings
	double       bool
	standardised bool
}

var savedTraces = []trace.Settings{{}, {Method: trace.Cotangents}, {Method: trace.Hutchinson}, {Method: trace.Hutchinson, Gaussian: true, Probes: 3}, {Method: trace.HutchPP, Probes: 4}}

func (c *savable) build(t *testing.T) *likelihood.Flow {
	t.Helper()
	net := dynamics.MLPSettings{Hidden: []int{4, 3}, Layer: c.layer, Activation: c.activation, Cond: c.cond, Float64: c.double, Seed: 5, GateOutput: c.double}
	if c.layer == dynamics.Concat || c.layer == dynamics.ConcatSquash {
		net.Fourier = []float64{1, 2.5}
	}
	_, trainable := c.base.(base.Trainable)
	s := likelihood.Settings{Base: c.base, TrainBase: trainable, TrainTime: c.double, T0: 0.5, T1: -0.25, Trace: c.trace, FreeDensity: c.double,
		Solver: &integrate.Settings{Tableau: tableau.Euler, Steps: 2}}
	var all *likelihood.Flow
	if c.flows > 0 {
		all = newTestStack(t, c.flows, 3, net, &likelihood.StackSettings{Flow: s, Norm: c.norm})
	} else {
		field, err := dynamics.NewMLP(3, &net)
		flowtest.Must(t, err)
		all = newFlow(t, field, &s)
	}
	if c.standardised {
		flowtest.Must(t, all.Standardize([]float64{1, 2, 3}, []float64{0.1, 1. / 3, 7}))
	}
	return all
}

// check saves, loads and saves a model, and compares parameters, log-densities and the two files.
func (c *savable) check(t *testing.T) {
	t.Helper()
	ctx, saved, r := context.Background(), c.build(t), &likelihood.LogProbRequest{}
	if c.cond > 0 {
		r.Condition = flowtest.Points(1, c.cond, 3)
	}
	var file, again bytes.Buffer
	flowtest.Must(t, saved.Save(&file))
	text := file.String()
	loaded, err := likelihood.Load(&file)
	flowtest.Must(t, err)
	logProb := func(j *likelihood.Flow) string { // networks with quadratic activations may blow up: then the errors must be equal
		d, err := j.LogProbWith(ctx, flowtest.Points(2, 3, 1), r)
		if d == nil {
			t.Fatalf("%+v: %v", *c, err)
		}
		return fmt.Sprint(d.LogProb, err)
	}
	want, got := logProb(saved), logProb(loaded)
	flowtest.Must(t, loaded.Save(&again))
	if !slices.Equal(paramValues(saved), paramValues(loaded)) || got != want || again.String() != text {
		t.Errorf("%+v: the loaded model differs: log p %v, was %v", *c, got, want)
	}
}

// TestEverythingIsSaved: every base with every condition, stack, norm and trace setting is saved and loaded. Every
// layer with every activation is too, each with one of these combinations. One in thirteen of the first list, and one
// in seven of the second, has each value of each setting.
func TestEverythingIsSaved(t *testing.T) {
	var bases []base.Base
	for _, name := range []string{"normal", "full", "diagonal", "mixture", "kernels"} {
		bases = append(bases, testBases(t)[name])
	}
	norms := []*likelihood.NormSettings{nil, {Share: 0.3}, {Ends: true, Share: 0.3}}
	var rest []savable
	for _, base := range bases {
		for _, cond := range []int{0, 2} {
			for _, flows := range []int{0, 2} {
				for _, trace := range savedTraces {
					rest = append(rest, savable{base: base, cond: cond, flows: flows, trace: trace})
				}
			}
		}
	}
	for i := range rest {
		c := &rest[i]
		c.layer, c.activation, c.norm, c.double, c.standardised = dynamics.ConcatSquash, dynamics.Swish, norms[i%3], i%2 == 0, i%5 < 2
		if long.Takes(i, 13) {
			c.check(t)
		}
	}
	next := 0
	for _, layer := range dynamics.Layers() {
		for _, activation := range dynamics.Activations() {
			c := rest[next*7%len(rest)] // 7 and the 100 combinations of the rest are coprime
			c.layer, c.activation = layer, activation
			if long.Takes(next, 7) {
				c.check(t)
			}
			next++
		}
	}
}

// TestEveryDamageIsFound: a file that ends early, or in which one byte differs, is refused as damaged, for flows and
// for stacks.
func TestEveryDamageIsFound(t *testing.T) {
	for _, flows := range []int{0, 2} {
		c := savable{layer: dynamics.ConcatSquash, activation: dynamics.Tanh, base: testBases(t)["diagonal"], flows: flows, norm: &likelihood.NormSettings{}, double: true}
		var file bytes.Buffer
		flowtest.Must(t, c.build(t).Save(&file))
		whole := file.Bytes()
		refused := func(what string, at int, damaged []byte) {
			t.Helper()
			if _, err := likelihood.Load(bytes.NewReader(damaged)); !errors.Is(err, modelfile.ErrUnusable) {
				t.Errorf("%d flows, %s at %d (%q): error is %v", flows, what, at, fmt.Sprintf("%.20s", whole[max(0, at-10):]), err)
			}
		}
		for at := 0; at < len(whole); at += 1 + at/50 {
			refused("cut", at, whole[:at])
			for _, other := range []byte{whole[at] ^ 1, whole[at] ^ 0x10, 0} {
				damaged := bytes.Clone(whole)
				damaged[at] = other
				if other != whole[at] {
					refused("another byte", at, damaged)
				}
			}
		}
	}
}
