// The maximisation: each component from the rows that it answers for.

package gsm

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/internal/parallel"
)

// forgetting is how fast the weight of a new batch falls: it is the step's number to the power of -0.6 (Cappé and
// Moulines, On-line expectation-maximization algorithm for latent data models, 2009).
const forgetting = 0.6

// keep is the share of sums that is left when those of step i, from 0, are added. With the weight γ_i of a batch in the
// mean of all, S_i = (1-γ_i) S_(i-1) + γ_i s_i, it is S_i/γ_i that is summed.
func keep(i int) float64 {
	weight := func(i int) float64 { return math.Pow(float64(i+1), -forgetting) }
	if i == 0 {
		return 0
	}
	return (1 - weight(i)) * weight(i-1) / weight(i)
}

// maximise adds the sums of this batch to what is left of those before.
func (f *fitting) maximise(ctx context.Context, keep float64) error {
	f.seen = keep*f.seen + float64(f.hi-f.lo)
	next := make([]*component, len(f.components))
	err := parallel.Do(ctx, inFit, f.settings.Workers, len(next), func(worker, k int) (err error) {
		next[k], err = f.update(worker, k, keep)
		return err
	})
	if err == nil {
		f.components = next
	}
	return err
}

func (f *fitting) update(worker, k int, keep float64) (*component, error) {
	old, s := f.components[k], f.sums[k]
	now, err := f.sum(worker, k)
	if err != nil {
		return nil, err
	}
	s.add(now, keep)
	c := &component{anchor: old.anchor, weight: (s.rows + 1) / (f.seen + float64(len(f.components)))}
	s.resize(c, old, f.dim)
	s.reshape(c, f.settings.Prior)
	return c, c.prepare(f.dim)
}

// sums are what a component's rows add up to.
type sums struct {
	rows    float64
	moments []float64 // of u·xxᵀ, u the mean of 1/t
	scales  []float64 // rows by scale
	squares []float64 // distances by scale
}

func newSums(dim, scales int) *sums {
	return &sums{moments: make([]float64, dim*dim), scales: make([]float64, scales), squares: make([]float64, scales)}
}

func (s *sums) add(other *sums, keep float64) {
	s.rows = keep*s.rows + other.rows
	sum := func(to, from []float64) {
		for i, v := range from {
			to[i] = keep*to[i] + v
		}
	}
	sum(s.moments, other.moments)
	sum(s.scales, other.scales)
	sum(s.squares, other.squares)
}

func (f *fitting) sum(worker, k int) (*sums, error) {
	c, p := f.components[k], f.moments[worker]
	s := newSums(f.dim, len(c.scales))
	var places [lanes]int32
	n := 0
	p.Zero()
	flush := func() error {
		gather(f, p, places[:n])
		err := p.Run(n)
		n = 0
		return err
	}
	for _, place := range f.of(k) {
		if f.parts[place] < leastPart {
			continue
		}
		p.Input(inputWeights)[n] = s.count(c, float64(f.parts[place]), float64(f.distances[place]))
		places[n] = place
		if n++; n == lanes {
			if err := flush(); err != nil {
				return nil, err
			}
		}
	}
	if n > 0 {
		if err := flush(); err != nil {
			return nil, err
		}
	}
	if s.rows == 0 {
		return s, nil
	}
	err := p.Finish()
	copy(s.moments, p.Output(0))
	return s, err
}

// count adds a row and returns its weight in the moments.
func (s *sums) count(c *component, part, q float64) float64 {
	logProb, precision := c.joint(q)
	s.rows += part
	for i, a := range c.constants {
		v := part * math.Exp(a-0.5*q*c.precision[i]-logProb)
		s.scales[i] += v
		s.squares[i] += v * q
	}
	return part * precision
}

// pull is how many rows hold a scale where it is.
const pull = 5

// resize sets the scales and brings their geometric mean back to 1, which multiplies the shape.
func (s *sums) resize(c, old *component, dim int) {
	mean := 0.0
	for i, t := range old.scales {
		n, d := s.scales[i], float64(dim)
		t = (s.squares[i] + pull*d*t) / (d * (n + pull))
		share := (n + 1) / (s.rows + float64(len(old.scales)))
		c.scales, c.shares = append(c.scales, t), append(c.shares, share)
		mean += share * math.Log(t)
	}
	size := math.Exp(mean)
	for i := range c.scales {
		c.scales[i] /= size
		s.squares[i] /= size
	}
	for i := range s.moments {
		s.moments[i] *= size
	}
}

// reshape sets the shape; prior rows have the one before the split.
func (s *sums) reshape(c *component, prior float64) {
	c.shape = make([]float64, len(s.moments))
	for i, v := range s.moments {
		c.shape[i] = (v + prior*c.anchor[i]) / (s.rows + prior)
	}
}
