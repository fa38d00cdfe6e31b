// Initial values of parameters, as torch.nn.init draws them.

package dynamics

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"gorgonia.org/tensor"
)

// initializer adds the parameters of a network one after another and draws their initial values.
//
// Weights and biases of a linear map with n inputs are uniform between -1/√n and 1/√n, as in torch's nn.Linear. They
// are drawn in double precision in the order of Params.List, so that a seed gives the same network in both precisions,
// up to rounding.
type initializer struct {
	params   *graph.Params
	random   *rand.Rand
	prefix   string // prefix of the current layer's names
	features int    // F, the number of features of t
	zero     bool   // the current layer starts with zeros
	err      error  // the first error

	accept func(name string, rows, cols int) error // see NewMLPIf; nil accepts all
	torch  map[*graph.Param][]int                  // see MLP.torch
}

// maxWidth bounds sizes, so that a mistyped size is an error and not an attempt to allocate.
const maxWidth = 1 << 20

// sizesFrom says which numbers a size may have, from the least one to maxWidth.
func sizesFrom(least int) string { return fmt.Sprintf("from %d to %d", least, maxWidth) }

// initStream separates the random numbers of weights from others of the same seed.
const initStream = 0x696e6974

func newInitializer(accept func(name string, rows, cols int) error, double bool, seed uint64, features int) *initializer {
	dtype := tensor.Float32
	if double {
		dtype = tensor.Float64
	}
	return &initializer{
		params: graph.NewParams(dtype), random: rand.New(rand.NewPCG(seed, initStream)), features: features,
		accept: accept, torch: make(map[*graph.Param][]int),
	}
}

func uniformBound(inputs int) float64 { return 1 / math.Sqrt(float64(inputs)) }

// add appends a parameter with values from draw.
func (m *initializer) add(name string, rows, cols int, draw func() float64) *graph.Param {
	p := m.empty(m.prefix+name, rows, cols)
	if p == nil {
		return nil
	}
	for i := range p.Len() {
		p.Set(i, draw())
	}
	m.params.Touch()
	return p
}

// empty appends a parameter of zeros. It returns nil if accept refuses the parameter, or after an earlier error.
func (m *initializer) empty(name string, rows, cols int) (p *graph.Param) {
	if m.err == nil && m.accept != nil {
		m.err = m.accept(name, rows, cols)
	}
	if m.err == nil {
		p, m.err = m.params.Add(name, rows, cols)
	}
	return p
}

// uniform appends a parameter with values between -bound and bound.
func (m *initializer) uniform(name string, rows, cols int, bound float64) *graph.Param {
	return m.add(name, rows, cols, func() float64 {
		if m.zero {
			return 0
		}
		return (2*float64(m.random.Float64()) - 1) * bound
	})
}

// linear appends name.weight and name.bias.
func (m *initializer) linear(name string, s columns) linear {
	bound := uniformBound(s.width())
	l := linear{
		columns: s,
		weight:  m.uniform(name+".weight", s.out, s.width(), bound),
		bias:    m.uniform(name+".bias", 1, s.out, bound),
	}
	s.thin(l.weight)
	return l
}

// gate appends an affine map of the features of t.
func (m *initializer) gate(name string, out int) *linear {
	l := m.linear(name, columns{in: m.features, out: out})
	return &l
}

// shift appends a linear map of the features of t, without bias.
func (m *initializer) shift(name string, out int) *graph.Param {
	return m.uniform(name+".weight", out, m.features, uniformBound(m.features))
}
