// The training on pieces of one trajectory.

package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"time"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// pieces is a batch: where each piece of the trajectory begins, how long it lasts and where
// it ends.
type pieces struct{ from, durations, to []float64 }

// drawPieces chooses pieces at random; none is longer than so many points.
func drawPieces(rng *rand.Rand, data []float64, n, longest int) *pieces {
	p := &pieces{}
	for range n {
		length := 1 + rng.IntN(longest)
		i := rng.IntN(points - length)
		p.from = append(p.from, data[2*i:2*i+2]...)
		p.to = append(p.to, data[2*(i+length):2*(i+length)+2]...)
		p.durations = append(p.durations, timeOf(length))
	}
	return p
}

// loss is the mean square distance from where the pieces end.
func (p *pieces) loss(lo, hi int, y [][]float64, _ [][]float64, ybar [][]float64, _ [][]float64) (float64, error) {
	sum, n := 0.0, float64(len(p.durations))
	for i, v := range y[0] {
		d := v - p.to[2*lo+i]
		sum += d * d / n
		ybar[0][i] = 2 * d / n
	}
	return sum, nil
}

// fit learns an equation from the trajectory.
func fit(ctx context.Context, o *options, data []float64, stdout io.Writer) (*equation, error) {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{64, 64}, Layer: dynamics.Ignore, Seed: o.seed, Float64: true})
	if err != nil {
		return nil, err
	}
	e, err := newEquation(field, 1e-5)
	if err != nil {
		return nil, err
	}
	adam, err := optim.Adam{Rate: o.rate}.Start(field.Params().List(), nil)
	if err != nil {
		return nil, err
	}
	rng, begin := rand.New(rand.NewPCG(o.seed, 0x7069)), time.Now()
	longest := int(o.ahead / timeOf(1))
	mean := 0.0
	for i := range o.iterations {
		p := drawPieces(rng, data, o.batch, longest)
		g, err := e.solver.Gradient(ctx, problem(p.from, p.durations), p.loss, nil)
		if err != nil {
			return nil, err
		}
		factor := (1 + math.Cos(math.Pi*float64(i)/float64(o.iterations))) / 2
		if err := optim.Move(adam, field.Params().List(), g.Params, factor); err != nil {
			return nil, err
		}
		field.Params().Touch()
		mean += (g.Loss - mean) / math.Min(float64(i+1), 20)
		if (i+1)%max(1, o.iterations/10) == 0 {
			fmt.Fprintf(stdout, "step %5d of %d: mean square distance %.3g, %.0f evaluations a piece, %.1f s\n", i+1, o.iterations, mean,
				float64(g.Forward.Evaluations)/float64(o.batch), time.Since(begin).Seconds())
		}
	}
	return e, nil
}
