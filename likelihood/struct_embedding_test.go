// Types that embed a base or a field: their own methods are used, and not those of what they embed.

package likelihood_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// shiftedNormal is N(3, 1) by methods of its own, and embeds N(0, 1).
type shiftedNormal struct{ base.Standard }

func moved(x []float64, by float64) []float64 {
	y := append([]float64(nil), x...)
	for i := range y {
		y[i] += by
	}
	return y
}

func (s shiftedNormal) LogProb(x []float64) float64 { return s.Standard.LogProb(moved(x, -3)) }
func (s shiftedNormal) ScoreInput(score, x []float64) []float64 {
	return s.Standard.ScoreInput(score, moved(x, -3))
}
func (s shiftedNormal) RandStream(dst []float64, rng *rand.Rand) []float64 {
	copy(dst, moved(s.Standard.RandStream(dst, rng), 3))
	return dst
}

// Bases that leave one method to the base that they embed.
type (
	unscored   struct{ base.Standard }
	undrawn    struct{ base.Standard }
	undrawnFar struct{ shiftedNormal }
	untrained  struct{ *base.Gaussian }
	decorated  struct{ *base.Gaussian } // leaves all methods
)

func (unscored) LogProb(x []float64) float64 { return shiftedNormal{}.LogProb(x) }
func (undrawn) LogProb(x []float64) float64  { return shiftedNormal{}.LogProb(x) }
func (undrawn) ScoreInput(score, x []float64) []float64 {
	return shiftedNormal{}.ScoreInput(score, x)
}
func (undrawnFar) LogProb(x []float64) float64 { return base.Standard{}.LogProb(x) }
func (undrawnFar) ScoreInput(score, x []float64) []float64 {
	return base.Standard{}.ScoreInput(score, x)
}
func (u untrained) LogProb(x []float64) float64 { return u.Gaussian.LogProb(moved(x, -3)) }
func (u untrained) ScoreInput(score, x []float64) []float64 {
	return u.Gaussian.ScoreInput(score, moved(x, -3))
}

func flowOnBase(t *testing.T, b base.Base, train bool) (*likelihood.Flow, error) {
	t.Helper()
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{4}, Float64: true, Seed: 1})
	flowtest.Must(t, err)
	return likelihood.New(field, &likelihood.Settings{Base: b, TrainBase: train})
}

func TestEmbeddingBasesAreNotBypassed(t *testing.T) {
	f, err := flowOnBase(t, shiftedNormal{}, false)
	flowtest.Must(t, err)
	x := flowtest.Points(5, 2, 1)
	logp, err := f.LogProb(context.Background(), x)
	flowtest.Must(t, err)
	g, err := f.Gradient(context.Background(), x, nil)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "LogProb and Gradient.LogProb", g.LogProb, logp, 1e-12)
	samples, own, err := sampleAndLogProb(context.Background(), f, 50, 1)
	flowtest.Must(t, err)
	again, err := f.LogProb(context.Background(), samples)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "samples' densities", own, again, 1e-3)
}

func TestPromotedMethodsOfAnotherDensityAreRefused(t *testing.T) {
	g, err := base.NewDiagonalGaussian([]float64{0, 1}, []float64{1, 2})
	flowtest.Must(t, err)
	if _, err := flowOnBase(t, unscored{}, false); !errors.Is(err, likelihood.ErrSettings) {
		t.Errorf("a promoted score gives %v, want ErrSettings", err)
	}
	if _, err := flowOnBase(t, untrained{g}, true); !errors.Is(err, likelihood.ErrSettings) {
		t.Errorf("promoted ScoreParams give %v, want ErrSettings", err)
	}
	for _, b := range []base.Base{undrawn{}, &undrawn{}, undrawnFar{}, untrained{g}} {
		f, err := flowOnBase(t, b, false)
		flowtest.Must(t, err)
		if _, err := f.Sample(context.Background(), 3, 1); !errors.Is(err, base.ErrNoSampler) {
			t.Errorf("%T: promoted draws give %v, want ErrNoSampler", b, err)
		}
	}
	for _, b := range []base.Base{decorated{g}, &decorated{g}, shiftedNormal{}, &shiftedNormal{}} {
		_, trainable := b.(base.Trainable)
		f, err := flowOnBase(t, b, trainable)
		flowtest.Must(t, err)
		_, err = f.Sample(context.Background(), 3, 1)
		flowtest.Must(t, err)
	}
}

// Networks whose Build differs from that of the network which they embed far from 0, on one side of it, or late.
type (
	confinedMLP  struct{ *dynamics.MLP }
	onesidedMLP  struct{ *dynamics.MLP }
	lateMLP      struct{ *dynamics.MLP }
	confinedHole struct{ *dynamics.Hollow }
)

// confine adds a force towards the square |zᵢ| < 3 outside of it.
func confine(b *graph.Builder, y, z *G.Node) *G.Node {
	above, below := b.MaxZero(b.Shift(z, -3)), b.MaxZero(b.Shift(b.Neg(z), -3))
	return b.Add(y, b.Sub(below, above))
}

func (m confinedMLP) Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error) {
	y, err := m.MLP.Build(b, t, z, c)
	return confine(b, y, z), err
}

func (m onesidedMLP) Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error) {
	y, err := m.MLP.Build(b, t, z, c)
	return b.Add(y, b.MaxZero(b.Neg(z))), err
}

func (m lateMLP) Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error) {
	y, err := m.MLP.Build(b, t, z, c)
	return b.Add(y, b.Mul(z, b.MaxZero(b.Shift(t, -6)))), err
}

func (h confinedHole) Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error) {
	y, err := h.Hollow.Build(b, t, z, c)
	return confine(b, y, z), err
}

// TestEmbeddingFieldsAreComparedWhereFlowsGo: an override that differs from the embedded field in a part of space or of
// the flow's time only is refused, as its log-densities would lack what it adds to the trace.
func TestEmbeddingFieldsAreComparedWhereFlowsGo(t *testing.T) {
	for _, double := range []bool{true, false} {
		set := dynamics.MLPSettings{Hidden: []int{5, 5}, Float64: double, Seed: 3}
		m, err := dynamics.NewMLP(2, &set)
		flowtest.Must(t, err)
		h, err := dynamics.NewHollow(2, &dynamics.HollowSettings{Conditioner: set})
		flowtest.Must(t, err)
		for _, field := range []dynamics.Field{confinedMLP{m}, onesidedMLP{m}, lateMLP{m}, confinedHole{h}} {
			for _, shared := range []bool{false, true} {
				_, err := likelihood.New(field, &likelihood.Settings{T0: 8, T1: 4, Solver: &integrate.Settings{Shared: shared}})
				if !errors.Is(err, likelihood.ErrSettings) {
					t.Errorf("%T, shared steps %v: %v, want ErrSettings", field, shared, err)
				}
			}
		}
	}
}

// Networks that embed an MLP: twiceMLP overrides only Build, and doubleMLP overrides BuildLayers too.
type (
	twiceMLP  struct{ *dynamics.MLP }
	doubleMLP struct{ twiceMLP }
	wrongMLP  struct{ *dynamics.MLP } // Build and BuildLayers have one f, but the Jacobian of BuildLayers is wrong
)

func (m twiceMLP) Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error) {
	y, err := m.MLP.Build(b, t, z, c)
	return b.Scale(y, 2), err
}

func (m doubleMLP) BuildLayers(b *graph.Builder, t, z, c *G.Node) (*G.Node, []dynamics.Factor, error) {
	y, chain, err := m.MLP.BuildLayers(b, t, z, c)
	two := b.Const(1, 2, []float64{2, 2})
	return b.Scale(y, 2), append(chain, dynamics.Factor{Diag: two}), err
}

func (m wrongMLP) BuildLayers(b *graph.Builder, t, z, c *G.Node) (*G.Node, []dynamics.Factor, error) {
	y, chain, err := m.MLP.BuildLayers(b, t, z, c)
	return y, append(chain, dynamics.Factor{Diag: b.Const(1, 2, []float64{1, 1.1})}), err
}

// Networks that embed a hollow one: twiceHollow overrides only Build, and the diagonal of skewedHollow is not that of
// its f.
type (
	twiceHollow  struct{ *dynamics.Hollow }
	skewedHollow struct{ *dynamics.Hollow }
	sameHollow   struct{ *dynamics.Hollow }
)

func (h twiceHollow) Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error) {
	y, err := h.Hollow.Build(b, t, z, c)
	return b.Scale(y, 2), err
}

func (h skewedHollow) BuildDiagonal(b *graph.Builder, t, z, c *G.Node) (f, diagonal *G.Node, err error) {
	f, diagonal, err = h.Hollow.BuildDiagonal(b, t, z, c)
	return f, b.Mul(diagonal, b.Const(1, 2, []float64{1, 1.1})), err
}

func TestEmbeddingHollowFieldsAreNotBypassed(t *testing.T) {
	for _, double := range []bool{true, false} {
		h, err := dynamics.NewHollow(2, &dynamics.HollowSettings{Conditioner: dynamics.MLPSettings{Hidden: []int{4}, Float64: double, Seed: 3}})
		flowtest.Must(t, err)
		for _, field := range []dynamics.Field{twiceHollow{h}, &twiceHollow{h}, skewedHollow{h}} {
			if _, err := likelihood.New(field, nil); !errors.Is(err, likelihood.ErrSettings) {
				t.Errorf("%T: %v, want ErrSettings", field, err)
			}
		}
		_, err = likelihood.New(sameHollow{h}, nil)
		flowtest.Must(t, err)
	}
}

func TestEmbeddingFieldsAreNotBypassed(t *testing.T) {
	for _, double := range []bool{true, false} {
		m, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{5, 5}, Float64: double, Seed: 3})
		flowtest.Must(t, err)
		for _, field := range []dynamics.Field{twiceMLP{m}, &twiceMLP{m}, wrongMLP{m}} {
			if _, err := likelihood.New(field, nil); !errors.Is(err, likelihood.ErrSettings) {
				t.Errorf("%T: %v, want ErrSettings", field, err)
			}
		}
		f, err := likelihood.New(doubleMLP{twiceMLP{m}}, nil)
		flowtest.Must(t, err)
		samples, own, err := sampleAndLogProb(context.Background(), f, 20, 1)
		flowtest.Must(t, err)
		again, err := f.LogProb(context.Background(), samples)
		flowtest.Must(t, err)
		for i := range own {
			if math.Abs(own[i]-again[i]) > 0.01 {
				t.Errorf("sample %d has log-density %g when it is drawn, %g by LogProb", i, own[i], again[i])
			}
		}
	}
}
