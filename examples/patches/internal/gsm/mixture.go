// Mixture: the fitted density of single rows, as the base of a flow asks for it.

package gsm

import (
	"math"
	"math/rand/v2"
	"sync"

	"github.com/gorgoflow/gorgoflow/graph"
	"gonum.org/v1/gonum/stat/distuv"
)

// Mixture is the density that Fit found. Its methods may be called by several goroutines at once.
type Mixture struct {
	components []*component
	group      *group
	dim        int
	programs   *sync.Pool // of *images
	many       *graph.Program[float64]
}

// images computes the distances of all images of a row from a component.
type images struct {
	program   *graph.Program[float64]
	distances []float64 // components × symmetries
	image     []float64
}

func (f *fitting) mixture() (*Mixture, error) {
	return newMixture(append([]*component(nil), f.components...), f.group, f.dim)
}

func newMixture(components []*component, g *group, dim int) (*Mixture, error) {
	one, err := newDistances[float64](dim, len(g.elements))
	if err != nil {
		return nil, err
	}
	many, err := newDistances[float64](dim, lanes/len(g.elements)*len(g.elements))
	if err != nil {
		return nil, err
	}
	m := &Mixture{components: components, group: g, dim: dim, many: many}
	m.programs = &sync.Pool{New: func() any {
		return &images{one.Clone(), make([]float64, len(components)*len(g.elements)), make([]float64, dim)}
	}}
	return m, nil
}

// Dim is the number of columns.
func (m *Mixture) Dim() int { return m.dim }

// Components is the number of shapes.
func (m *Mixture) Components() int { return len(m.components) }

// Len is the number of normal densities, each scale and each image counted.
func (m *Mixture) Len() int {
	return len(m.components) * len(m.group.elements) * len(m.components[0].scales)
}

// LogProb is log p(x), nats; NaN where x has not as many numbers as the rows had.
func (m *Mixture) LogProb(x []float64) float64 {
	if len(x) != m.dim {
		return math.NaN()
	}
	p := m.programs.Get().(*images)
	defer m.programs.Put(p)
	logProb, err := m.evaluate(p, x)
	if err != nil {
		return math.NaN()
	}
	return logProb
}

// evaluate leaves the distances of all images.
func (m *Mixture) evaluate(p *images, x []float64) (float64, error) {
	g := len(m.group.elements)
	load(m.group, p.program, 0, x)
	total := math.Inf(-1)
	for k, c := range m.components {
		set(p.program, c)
		if err := p.program.Run(g); err != nil {
			return 0, err
		}
		for a, q := range p.program.Output(0)[:g] {
			p.distances[k*g+a] = q
			total = c.addTo(total, q)
		}
	}
	return total - math.Log(float64(g)), nil
}

// load stores all images of a row in the lanes from lane on.
func load[T graph.Float](g *group, p *graph.Program[T], lane int, x []T) {
	in, stride := p.Input(inputRows), p.Stride()
	for a, s := range g.elements {
		for j, from := range s.Source {
			in[j*stride+lane+a] = T(s.Sign[j]) * x[from]
		}
	}
}

// negligible is how many nats below a sum an addend no longer changes it.
const negligible = 40

// addTo is log(e^total + w Σ_s v_s N(x)) for a row at the distance q.
func (c *component) addTo(total, q float64) float64 {
	if c.largest(q) < total-negligible {
		return total
	}
	v, _ := c.joint(q)
	return max(v, total) + math.Log1p(math.Exp(-math.Abs(v-total)))
}

// ScoreInput is ∂log p/∂x: of each image the components' scores by their posterior probabilities, turned back.
func (m *Mixture) ScoreInput(score, x []float64) []float64 {
	if len(score) != len(x) {
		score = make([]float64, len(x))
	}
	for j := range score {
		score[j] = math.NaN()
	}
	if len(x) != m.dim {
		return score
	}
	p := m.programs.Get().(*images)
	defer m.programs.Put(p)
	logProb, err := m.evaluate(p, x)
	if err != nil {
		return score
	}
	clear(score)
	g := len(m.group.elements)
	for i, q := range p.distances {
		c, s := m.components[i/g], m.group.elements[i%g]
		logPart, precision := c.joint(q)
		if logPart -= logProb + math.Log(float64(g)); logPart > -negligible {
			s.Apply(p.image, x)
			c.addScore(score, p.image, s, math.Exp(logPart)*precision)
		}
	}
	return score
}

// addScore adds -weight·C⁻¹y, turned back by the symmetry that y is the image under.
func (c *component) addScore(score, y []float64, s Symmetry, weight float64) {
	d := len(y)
	for i := range d {
		row := c.whiten[i*d : i*d+i+1]
		white := 0.0
		for j, w := range row {
			white += w * y[j]
		}
		for j, w := range row {
			score[s.Source[j]] -= weight * white * w * s.Sign[j]
		}
	}
}

// RandStream draws a component, a scale, a row of it and its image under the inverse of a symmetry.
func (m *Mixture) RandStream(dst []float64, rng *rand.Rand) []float64 {
	weights := make([]float64, len(m.components))
	for k, c := range m.components {
		weights[k] = c.weight
	}
	c := m.components[choose(weights, rng)]
	size := math.Sqrt(c.scales[choose(c.shares, rng)])
	y, noise := make([]float64, m.dim), make([]float64, m.dim)
	for i := range y {
		noise[i] = rng.NormFloat64()
		for j := range i + 1 {
			y[i] += size * c.factor.At(i, j) * noise[j]
		}
	}
	m.group.elements[rng.IntN(len(m.group.elements))].Apply(dst, y)
	return dst
}

func choose(weights []float64, rng *rand.Rand) int {
	return int(distuv.NewCategorical(weights, rng).Rand())
}
