// A model with known maximum likelihood, for the tests.

package train_test

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"gorgonia.org/tensor"
)

// gaussian is the density of independent normals with mean and log-deviation as parameters: all that Fit should find is
// known in closed form.
type gaussian struct {
	params    *graph.Params
	mean, log *graph.Param
	mu, sigma []float64 // standardisation

	before func(gradients int) error // called before each gradient
	count  int                       // of gradients
	seeds  map[uint64]bool           // of the probes asked for
}

func newGaussian(dim int) *gaussian { return gaussianAt(make([]float64, dim)...) }

// gaussianAt starts from a mean.
func gaussianAt(mean ...float64) *gaussian {
	p := graph.NewParams(tensor.Float64)
	m, err := p.Add("mean", 1, len(mean))
	if err == nil {
		err = m.SetAll(mean)
	}
	if err != nil {
		panic(err)
	}
	log, err := p.Add("log", 1, len(mean))
	if err != nil {
		panic(err)
	}
	return &gaussian{params: p, mean: m, log: log, seeds: map[uint64]bool{}}
}

func (g *gaussian) Dim() int                               { return g.mean.Len() }
func (g *gaussian) Params() []*graph.Param                 { return g.params.List() }
func (g *gaussian) Standardization() (mu, sigma []float64) { return g.mu, g.sigma }

func (g *gaussian) Update(_ context.Context, write func() error) error {
	defer g.params.Touch()
	return write()
}

func (g *gaussian) Standardize(mu, sigma []float64) error {
	g.mu, g.sigma = mu, sigma
	return nil
}

// scale is the standardisation of column j.
func (g *gaussian) scale(j int) (mu, sigma float64) {
	if g.mu == nil {
		return 0, 1
	}
	return g.mu[j], g.sigma[j]
}

func (g *gaussian) LogProbWith(ctx context.Context, x [][]float64, _ *likelihood.LogProbRequest) (*likelihood.Density, error) {
	d := &likelihood.Density{LogProb: make([]float64, len(x))}
	for i, row := range x {
		for j, v := range row {
			mu, sigma := g.scale(j)
			z := ((v-mu)/sigma - g.mean.At(j)) * math.Exp(-g.log.At(j))
			d.LogProb[i] -= z*z/2 + math.Log(2*math.Pi)/2 + g.log.At(j) + math.Log(sigma)
		}
	}
	return d, ctx.Err()
}

func (g *gaussian) Gradient(ctx context.Context, x [][]float64, r *likelihood.GradientRequest) (*likelihood.Gradient, error) {
	g.count++
	g.seeds[r.ProbeSeed] = true
	if g.before != nil {
		if err := g.before(g.count); err != nil {
			return nil, err
		}
	}
	density, err := g.LogProbWith(ctx, x, nil)
	if err != nil {
		return nil, err
	}
	n := float64(len(x))
	out := &likelihood.Gradient{Params: [][]float64{make([]float64, g.Dim()), make([]float64, g.Dim())}}
	for i, row := range x {
		out.Loss -= density.LogProb[i] / n
		for j, v := range row {
			mu, sigma := g.scale(j)
			scale := math.Exp(-g.log.At(j))
			z := ((v-mu)/sigma - g.mean.At(j)) * scale
			out.Params[0][j] -= z * scale / n
			out.Params[1][j] += (1 - z*z) / n
		}
	}
	out.Forward.Evaluations = 7 * len(x)
	return out, nil
}
