// A network that has waves over the sphere as inputs beside the points.

package main

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// waves is a network with sin(ωd·u + φ) as further inputs: directions d and phases φ at random, wave numbers ω from 1
// up, evenly in their logarithm (random features of Tancik et al., Fourier features let networks learn high frequency
// functions, 2020). A smooth network of u alone takes thousands of steps to learn what is as small as a country.
type waves struct {
	network *dynamics.MLP // the waves are its condition
	vectors []float64     // ωd, 3×n
	phases  []float64
}

func newWaves(o *options, seed uint64) (dynamics.Field, error) {
	network, err := dynamics.NewMLP(3, &dynamics.MLPSettings{Hidden: []int{o.hidden, o.hidden}, Cond: o.waves, ZeroOutput: true, Seed: seed})
	if err != nil || o.waves == 0 {
		return network, err
	}
	rng := rand.New(rand.NewPCG(seed, 0x77617665))
	w := &waves{network: network, vectors: make([]float64, 3*o.waves)}
	for k := range o.waves {
		direction := vector(180/math.Pi*math.Asin(2*rng.Float64()-1), 360*rng.Float64())
		omega := math.Exp(rng.Float64() * math.Log(2*math.Pi/o.shortest))
		for i, d := range direction {
			w.vectors[i*o.waves+k] = omega * d
		}
		w.phases = append(w.phases, 2*math.Pi*rng.Float64())
	}
	return w, nil
}

func (w *waves) Dim() int              { return 3 }
func (w *waves) Params() *graph.Params { return w.network.Params() }

func (w *waves) Build(b *graph.Builder, t, u, _ *G.Node) (*G.Node, error) {
	n := len(w.phases)
	x := b.MatMul(u, b.Const(3, n, w.vectors), false, false)
	return w.network.Build(b, t, u, b.Sin(b.Add(x, b.Const(1, n, w.phases))))
}
