// The density of a mixture, its score and its draws.

package manifold

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// Dim is 3.
func (m *Mixture) Dim() int { return 3 }

// LogProb is log Σ wₖ pₖ(u) for the direction u = z/|z|; NaN for a row that is not near the sphere, and for a nil or zero
// mixture.
func (m *Mixture) LogProb(z []float64) float64 { return m.evaluate(nil, z) }

// ScoreInput returns the gradient of LogProb, which is tangent to the sphere.
func (m *Mixture) ScoreInput(score, z []float64) []float64 {
	score = zeros(score, z)
	m.evaluate(score, z)
	return score
}

// evaluate adds the terms of the components at a direction, relative to the largest so far. The score is P Σ rₖκₖμₖ/|z|,
// with the posterior probabilities r.
func (m *Mixture) evaluate(score, z []float64) float64 {
	r := length(z)
	if m == nil || len(m.list) == 0 || len(z) != 3 || !(math.Abs(r-1) <= furthest) {
		numeric.Fill(score, math.NaN())
		return math.NaN()
	}
	u := [3]float64{z[0] / r, z[1] / r, z[2] / r}
	largest, sum := math.Inf(-1), 0.0
	var pull [3]float64
	for k := range m.list {
		c := &m.list[k]
		joint := c.joint(&u)
		if joint > largest {
			scale := elementary.Exp(largest - joint)
			sum *= scale
			for i := range pull {
				pull[i] *= scale
			}
			largest = joint
		}
		if joint < largest-negligible {
			continue
		}
		share := elementary.Exp(joint - largest)
		sum += share
		for i := range pull {
			pull[i] += float64(share * c.kappa * c.mean[i])
		}
	}
	if score != nil {
		along := float64(u[0]*pull[0]) + float64(u[1]*pull[1]) + float64(u[2]*pull[2])
		for i := range pull {
			score[i] = (pull[i] - float64(along*u[i])) / (sum * r)
		}
	}
	return largest + elementary.Log(sum)
}

// negligible is the number of nats below the largest term at which a component does not change the sum.
const negligible = 60

// joint is log wₖ pₖ(u), with 1 - μ·u computed as |u-μ|²/2, which keeps its digits near the mean.
func (c *component) joint(u *[3]float64) float64 {
	x, y, z := u[0]-c.mean[0], u[1]-c.mean[1], u[2]-c.mean[2]
	return c.peak - float64(c.kappa*(float64(x*x)+float64(y*y)+float64(z*z))/2)
}

// RandStream fills dst with a draw: of a component, of the distance from its mean by the inverse distribution function, and
// of a direction.
func (m *Mixture) RandStream(dst []float64, rng *rand.Rand) []float64 {
	if m == nil || len(m.list) == 0 || len(dst) != 3 || rng == nil {
		return undrawn(dst)
	}
	m.list[m.choice.At(rng.Float64())].draw(dst, rng)
	return dst
}

func (c *component) draw(dst []float64, rng *rand.Rand) {
	u := 1 - float64(rng.Float64()) // more than 0
	down := 1 - u
	if c.kappa < 1e-8 {
		down *= 2
	} else { // 1 - μ·u
		down = min(2, -elementary.Log(u+float64((1-u)*elementary.Exp(-2*c.kappa)))/c.kappa)
	}
	across := math.Sqrt(down * (2 - down))
	var side [3]float64
	sphere(3).RandStream(side[:], rng)
	along := float64(side[0]*c.mean[0]) + float64(side[1]*c.mean[1]) + float64(side[2]*c.mean[2])
	for i := range side {
		side[i] -= float64(along * c.mean[i])
	}
	sphere(3).Project(side[:])
	for i := range dst[:3] {
		dst[i] = float64((1-down)*c.mean[i]) + float64(across*side[i])
	}
}
