// Gate: the number of terms in t that the gate of a field's output needs, with the present parameters.

package estimate

import (
	"math"
	"sync"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// ladder holds the numbers of terms that are tried: few, so that a training which changes the gate compiles few steps.
var ladder = []int{4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 24, 32}

// between is the number of times at which a series is compared with the gate.
const between = 257

// The largest error of a series, relative to the gate's largest element: the size of the gate's own rounding. Series of
// many terms have errors of 1.4e-7 to 1.9e-7 in single precision, and of 2e-15 in double.
const (
	visibleSingle = 3e-7
	visibleDouble = 5e-15
)

// Gate finds the series of a gate. It may be used by several goroutines. A nil Gate has no series.
type Gate[T graph.Float] struct {
	params  *graph.Params
	program *graph.Program[T]
	columns int
	weights [][][]float64 // by number of terms: the weights of the values at the nodes in the coefficients

	mutex   sync.Mutex
	found   bool
	version uint64
	series  rhs.Series
}

// NewGate returns the Gate of a field between two times; nil if the trace does not need it, or if the output's gate is
// not a function of t alone.
func NewGate[T graph.Float](field dynamics.Field, s *trace.Settings, shared bool, t0, t1 float64) (*Gate[T], error) {
	s = defaults.OrZero(s)
	if shared || s.Method != trace.Exact || field.Dim() < 2*ladder[0] {
		return nil, nil
	}
	rows := between
	for _, n := range ladder {
		rows += n
	}
	b := graph.NewBuilder[T](rows)
	r, inputs := rhs.Standalone(field, b, 0, false)
	if err := r.AddField(true); err != nil {
		return nil, err
	}
	e := r.MovingEnds()
	if e == nil {
		return nil, b.Err()
	}
	p, err := graph.Compile[T](inputs[:1], []*G.Node{e}, &graph.CompileSettings{Builder: b})
	if err != nil {
		return nil, errors.Wrap(err, "compiling the gate of the output")
	}
	g := &Gate[T]{params: field.Params(), program: p, columns: field.Dim(), series: rhs.Series{T0: t0, T1: t1, Most: field.Dim() / 2}}
	g.setTimes()
	return g, nil
}

// setTimes sets the times between nodes, and the nodes of each number of terms.
func (g *Gate[T]) setTimes() {
	s, times := g.series, g.program.Input(0)
	for k := range between {
		part := elementary.Cos(math.Pi * float64(k) / (between - 1))
		times[k] = T(float64((s.T0+s.T1)/2) + float64((s.T1-s.T0)/2*part))
	}
	times = times[between:]
	for _, n := range ladder {
		s.Terms = n
		for j := range n {
			times[j] = T(s.Node(j))
		}
		times = times[n:]
		g.weights = append(g.weights, s.Weights())
	}
}

// Series returns the shortest series with errors of the size of the gate's own rounding; the zero Series if none pays.
func (g *Gate[T]) Series() rhs.Series {
	if g == nil {
		return rhs.Series{}
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if version := g.params.Version(); !g.found || g.version != version {
		g.find()
		g.found, g.version = true, version
	}
	return g.series
}

// find takes the least number of terms that suffices.
func (g *Gate[T]) find() {
	s, from := &g.series, between
	s.Terms, s.Error = 0, 0
	if g.program.Run(g.program.Rows()) != nil {
		return
	}
	largest := g.largest()
	for i, n := range ladder {
		if n > s.Most {
			return
		}
		if off := g.off(g.weights[i], from, visible[T]()*largest); off <= visible[T]()*largest {
			s.Terms, s.Error = n, off/max(largest, math.SmallestNonzeroFloat64)
			return
		}
		from += n
	}
}

// largest is the largest element of the gate, NaN if an element is NaN.
func (g *Gate[T]) largest() (largest float64) {
	for c := range g.columns {
		for _, e := range g.program.Output(0)[c*g.program.Stride():][:g.program.Rows()] {
			largest = max(largest, math.Abs(float64(e)))
		}
	}
	return largest
}

// off is the largest difference between the gate and a series, or a difference above most; the values at its nodes begin at
// index from.
func (g *Gate[T]) off(weights [][]float64, from int, most float64) (worst float64) {
	at, coefficients := g.program.Input(0), make([]float64, len(weights))
	for c := range g.columns {
		e := g.program.Output(0)[c*g.program.Stride():]
		for i, w := range weights {
			coefficients[i] = 0
			for j := range w {
				coefficients[i] += float64(w[j] * float64(e[from+j]))
			}
		}
		for k := range between {
			worst = max(worst, math.Abs(g.series.At(coefficients, float64(at[k]))-float64(e[k])))
			if !(worst <= most) {
				return worst
			}
		}
	}
	return worst
}

func visible[T graph.Float]() float64 {
	if _, single := any(T(0)).(float32); single {
		return visibleSingle
	}
	return visibleDouble
}
