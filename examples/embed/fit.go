// The training by Gorgonia's Adam, and the digits that the model finds.

package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/gorgoflow/gorgoflow/integrate/layer"
	G "gorgonia.org/gorgonia"
)

// fit trains a model with Gorgonia's Adam on its tape machine and returns its weights.
func fit(ctx context.Context, o *options, layer *layer.Layer[float64], training *images, stdout io.Writer) (G.Nodes, error) {
	m, err := newModel(layer, o.batch, o.seed)
	if err != nil {
		return nil, err
	}
	if _, err := G.Grad(m.loss, m.weights...); err != nil {
		return nil, err
	}
	machine := G.NewTapeMachine(m.g, G.BindDualValues(m.weights...))
	defer machine.Close()
	rng, begin := rand.New(rand.NewPCG(o.seed, 0x6261)), time.Now()
	var adam G.Solver
	for epoch := range o.epochs {
		if epoch == 0 || epoch == o.epochs*3/4 { // the last quarter at a tenth of the rate
			rate := o.rate
			if epoch > 0 {
				rate /= 10
			}
			adam = G.NewAdamSolver(G.WithLearnRate(rate), G.WithBatchSize(float64(o.batch)), G.WithL2Reg(o.decay))
		}
		sum, n := 0.0, 0
		order := rng.Perm(len(training.digit))
		for ; len(order) >= o.batch; order = order[o.batch:] {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if err := step(m, machine, adam, training.batch(order[:o.batch], rng)); err != nil {
				return nil, cause(err, layer)
			}
			sum, n = sum+m.loss.Value().Data().(float64), n+o.batch
			machine.Reset()
		}
		forward, _ := layer.Stats()
		if (epoch+1)%max(1, o.epochs/10) > 0 {
			continue
		}
		fmt.Fprintf(stdout, "epoch %3d of %d: loss %.4f, %.1f evaluations an image, %.1f s\n", epoch+1, o.epochs, sum/float64(n),
			float64(forward.Evaluations)/float64(o.batch), time.Since(begin).Seconds())
	}
	return m.weights, nil
}

// step runs the model and its gradient once and moves the weights.
func step(m *model, machine G.VM, adam G.Solver, s *images) error {
	if err := m.set(s); err != nil {
		return err
	}
	if err := machine.RunAll(); err != nil {
		return err
	}
	return adam.Step(G.NodesToValueGrads(m.weights))
}

// classify returns the digit of the highest score for each image.
func classify(layer *layer.Layer[float64], weights G.Nodes, s *images) ([]int, error) {
	m, err := newModel(layer, len(s.digit), 0)
	if err != nil {
		return nil, err
	}
	for i, w := range weights {
		if err := G.Let(m.weights[i], w.Value()); err != nil {
			return nil, err
		}
	}
	if err := m.set(s); err != nil {
		return nil, err
	}
	machine := G.NewTapeMachine(m.g)
	defer machine.Close()
	if err := machine.RunAll(); err != nil {
		return nil, cause(err, layer)
	}
	scores := m.scores.Value().Data().([]float64)
	found := make([]int, m.rows)
	for r := range found {
		found[r] = best(scores[r*classes : (r+1)*classes])
	}
	return found, nil
}

// cause is the layer's error, if the layer failed: the machine's error says less.
func cause(err error, layer *layer.Layer[float64]) error {
	if own := layer.Err(); own != nil {
		return own
	}
	return err
}

func best(scores []float64) int {
	at := 0
	for c, v := range scores {
		if v > scores[at] {
			at = c
		}
	}
	return at
}
