// Flow matching: the regression of a field on the velocities of paths from the base to the data.

package objective

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/internal/entries"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/train/internal/rows"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/floats"
)

// FlowMatching is the mean over rows and columns of |f(s, z) - (x₁ - x₀)|², where x₁ is a row of data, x₀ a draw of the
// base, s uniform in [0, 1] and spread evenly over a batch, and z = (1-s)x₀ + s·x₁ + Sigma·ε with ε normal: the
// conditional flow matching of Tong et al. (Improving and generalizing flow-based generative models with minibatch
// optimal transport, 2024, eq. 14 and section 3.2.2). All of these are in standardised units, so the loss is not in
// nats. The integrals of the penalties of the flow's settings are estimated at the points z (likelihood.Flow.Match).
// The base can be any base with samples. Its own parameters and a trained duration do not change.
//
// It needs a *likelihood.Flow with a single field, so not a stack, and not one on a curved manifold, which straight
// paths leave.
type FlowMatching struct {
	// Sigma is the standard deviation of points around straight paths, at least 0. With 0 the optimum is a flow from
	// the base to the data. With a larger Sigma it is a flow between both, widened by Sigma, which helps with few data.
	Sigma float64
	// Coupling pairs draws of the base with rows of a batch; Independent is the default.
	Coupling Coupling
}

// matchable is what flow matching needs of a model.
type matchable interface {
	Model
	Base() base.Base
	Field() dynamics.Field // nil for a stack
	Match(ctx context.Context, z [][]float64, r *likelihood.MatchRequest) (*likelihood.Gradient, error)
}

// Bind refuses (likelihood.ErrSettings) a model other than a single flow, a curved manifold, a Sigma that is negative
// or not finite, an unknown coupling, and OptimalTransport for batches of one row. It refuses (base.ErrNoSampler) a
// base without samples.
func (f FlowMatching) Bind(m Model, rows int) (Loss, error) {
	flow, ok := m.(matchable)
	switch {
	case !ok:
		return nil, errors.Wrapf(likelihood.ErrSettings, "flow matching of a %T, want a *likelihood.Flow: it trains one field", m)
	case !(f.Sigma >= 0) || math.IsInf(f.Sigma, 0):
		return nil, errors.Wrapf(likelihood.ErrSettings, "FlowMatching.Sigma is %v, want a number from 0 up", f.Sigma)
	}
	if err := oneField(flow); err != nil {
		return nil, err
	}
	if err := f.Coupling.check(rows); err != nil {
		return nil, err
	}
	draws, err := base.Draw(context.Background(), flow.Base(), middling, m.Dim(), 0)
	if err != nil {
		return nil, errors.WithMessage(err, "flow matching")
	}
	if err := straight(flow.Field(), draws); err != nil {
		return nil, err
	}
	return &matching{FlowMatching: f, flow: flow}, nil
}

// middling is the number of draws of the base whose mean has to be a point.
const middling = 16

// straight refuses a field that keeps to a curved manifold, such as a sphere: straight paths leave it, and the tangent
// velocity that is nearest to theirs in the mean does not take the base to the data.
func straight(field dynamics.Field, draws [][]float64) error {
	on, ok := field.(interface{ IsPoint(row []float64) error })
	if !ok {
		return nil
	}
	middle := make([]float64, len(draws[0]))
	for _, row := range draws {
		floats.AddScaled(middle, 1/float64(len(draws)), row)
	}
	if on.IsPoint(middle) != nil {
		return errors.Wrap(likelihood.ErrSettings, "flow matching takes straight paths, which leave the manifold of the field; want MaximumLikelihood")
	}
	return nil
}

// oneField refuses a stack.
func oneField(flow matchable) error {
	if flow.Field() == nil {
		return errors.Wrapf(likelihood.ErrSettings, "a stack of flows, want a %T of one field", flow)
	}
	return nil
}

// Traits distinguish it from other objectives.
func (f FlowMatching) Traits() []likelihood.Trait {
	return []likelihood.Trait{{Name: "Objective", Value: "FlowMatching"}, {Name: "FlowMatching.Sigma", Value: fmt.Sprint(f.Sigma)},
		{Name: "FlowMatching.Coupling", Value: f.Coupling.String()}}
}

// ScoreEvery is the number of iterations between scores: a score costs as much as many steps, so a run has about fifty.
func (FlowMatching) ScoreEvery(epoch, total int) int { return max(epoch, total/50) }

type matching struct {
	FlowMatching
	flow matchable
}

// Purposes of the random numbers of a step.
const (
	streamTime   uint64 = 0x74696d65 // "time"
	streamNoise  uint64 = 0x6e6f6973 // "nois"
	streamChoice uint64 = 0x63686f69 // "choi"

	streamCondition uint64 = 0x636f6e64 // "cond"
)

// check refuses rows of another width too, of which paths would take a part, and numbers that are not finite, which would
// be those of points and of distances.
func (l *matching) check(b *Batch) error {
	if err := b.checkRows(); err != nil {
		return err
	}
	return asData(entries.Check("data", b.X, l.flow.Dim()))
}

// Gradient draws the paths of the whole batch, and differentiates the loss of the wanted rows.
func (l *matching) Gradient(ctx context.Context, b *Batch) (*likelihood.Gradient, error) {
	if err := l.check(b); err != nil {
		return nil, err
	}
	z, r, err := l.paths(ctx, b)
	if err != nil {
		return nil, err
	}
	lo, hi := b.bounds()
	part := &Batch{X: r.x, Condition: r.c, Weights: r.w, Lo: lo, Hi: hi}
	g, err := l.flow.Match(ctx, z[lo:hi], &likelihood.MatchRequest{Time: r.time[lo:hi], Velocity: r.velocity[lo:hi], Condition: part.conditions(),
		Weights: part.shares(), ProbeSeed: b.Seed, First: lo})
	if r.from != nil {
		return g, rows.Renumber(err, "a batch resampled by weights", func(row int) int { return r.from[lo+row] })
	}
	return g, b.located(err)
}

// path holds what the paths of a batch have besides their points.
type path struct {
	x, c, velocity [][]float64
	w, time        []float64
	from           []int // rows of the batch that the rows are; nil: in its order
}

func (l *matching) paths(ctx context.Context, b *Batch) (z [][]float64, p *path, err error) {
	n, dim := len(b.X), l.flow.Dim()
	start, err := base.Draw(ctx, l.flow.Base(), n, dim, b.Seed)
	if err != nil {
		return nil, nil, err
	}
	p = &path{x: l.standardized(b.X), c: b.Condition, w: b.Weights}
	if z, err = l.Coupling.join(ctx, start, p, b.Seed); err != nil {
		return nil, nil, err
	}
	shift := float64(rand.New(rand.NewPCG(b.Seed, streamTime)).Float64())
	noise := l.noise(n, dim, b.Seed)
	p.velocity, p.time = newRows(n, dim), make([]float64, n)
	return z, p, parallel.Ranges(ctx, "flow matching", n, dim, func(lo, hi int) error {
		for i := lo; i < hi; i++ {
			_, s := math.Modf(shift + float64(float64(i)*goldenRatio))
			p.time[i] = s
			p.connect(i, z[i])
			if noise != nil {
				floats.Add(z[i], noise[i])
			}
		}
		return nil
	})
}

// connect moves the beginning z of row i's path along it.
func (p *path) connect(i int, z []float64) {
	s, velocity := p.time[i], p.velocity[i]
	for c, x1 := range p.x[i] {
		x0 := z[c]
		z[c], velocity[c] = float64((1-s)*x0)+float64(s*x1), x1-x0
	}
}

// noise returns draws of Sigma·ε; nil without any.
func (l *matching) noise(n, dim int, seed uint64) [][]float64 {
	if l.Sigma == 0 {
		return nil
	}
	noise, draws := newRows(n, dim), rand.New(rand.NewPCG(seed, streamNoise))
	for _, row := range noise {
		for c := range row {
			row[c] = float64(l.Sigma * elementary.NormalDraw(draws))
		}
	}
	return noise
}

// goldenRatio spreads the times of a batch: each time is uniform, and together they are more even than independent
// times.
const goldenRatio = math.Phi - 1

// standardized returns rows in the flow's standardised units.
func (l *matching) standardized(x [][]float64) [][]float64 {
	mean, std := l.flow.Standardization()
	if mean == nil {
		return x
	}
	rows := newRows(len(x), len(mean))
	_ = parallel.Ranges(context.Background(), "flow matching", len(x), len(mean), func(lo, hi int) error {
		for i := lo; i < hi; i++ {
			for c, v := range x[i] {
				rows[i][c] = (v - mean[c]) / std[c]
			}
		}
		return nil
	})
	return rows
}

// newRows returns n rows of zeros in one array.
func newRows(n, width int) [][]float64 {
	rows, flat := make([][]float64, n), make([]float64, n*width)
	for i := range rows {
		rows[i] = flat[i*width : (i+1)*width : (i+1)*width]
	}
	return rows
}
