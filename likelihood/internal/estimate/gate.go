// Gate: how many terms in t the gate of a field's output takes, with the parameters as they are.

package estimate

import (
	"math"
	"sync"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// ladder are the numbers of terms that are tried, so that a training which moves the gate compiles few steps.
var ladder = []int{4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 24, 32}

// between is the number of times at which a series is compared with the gate.
const between = 257

// What a series may be off by, in parts of the gate's largest element: what the gate's own rounding leaves visible. Series of many terms are off by 1.4e-7
// to 1.9e-7 in single precision, and by 2e-15 in double.
const (
	visibleSingle = 3e-7
	visibleDouble = 5e-15
)

// Gate finds the series of a gate. It may be used by several goroutines. A nil Gate has none.
type Gate[T graph.Float] struct {
	params  *graph.Params
	program *graph.Program[T]
	columns int

	mutex   sync.Mutex
	found   bool
	version uint64
	series  rhs.Series
}

// NewGate is that of a field between two times; nil where the trace is found otherwise, or the output's gate is none of t alone.
func NewGate[T graph.Float](field dynamics.Field, s *trace.Settings, shared bool, t0, t1 float64) (*Gate[T], error) {
	s = orZero(s)
	if shared || s.Method != trace.Exact || s.Route != trace.RouteAuto || field.Dim() < 2*ladder[0] {
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
	return &Gate[T]{params: field.Params(), program: p, columns: field.Dim(), series: rhs.Series{T0: t0, T1: t1, Most: field.Dim() / 2}}, nil
}

// Series is the shortest that is as good as the gate's own rounding; of no terms where that does not pay.
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

// find evaluates the gate at all nodes and between them.
func (g *Gate[T]) find() {
	s := &g.series
	times := g.program.Input(0)
	for k := range between {
		times[k] = T((s.T0+s.T1)/2 + (s.T1-s.T0)/2*math.Cos(math.Pi*float64(k)/(between-1)))
	}
	next := between
	for _, n := range ladder {
		s.Terms = n
		for j := range n {
			times[next] = T(s.Node(j))
			next++
		}
	}
	s.Terms = 0
	if g.program.Run(g.program.Rows()) != nil {
		return
	}
	g.choose()
}

// choose takes the first number of terms that will do.
func (g *Gate[T]) choose() {
	s, from := &g.series, between
	for _, n := range ladder {
		if n > s.Most {
			break
		}
		s.Terms = n
		if s.Error = g.error(from); s.Error <= visible[T]() { // not of NaN
			return
		}
		from += n
	}
	s.Terms = 0
}

// error is the largest difference between the gate and its series, in parts of the gate's largest element; from is where the values at
// the nodes begin.
func (g *Gate[T]) error(from int) float64 {
	s, at, largest, worst := &g.series, g.program.Input(0), 0.0, 0.0
	coefficients := make([]float64, s.Terms)
	for c := range g.columns {
		e := g.program.Output(0)[c*g.program.Stride():]
		for i := range coefficients {
			coefficients[i] = 0
			for j := range s.Terms {
				coefficients[i] += s.Weight(i, j) * float64(e[from+j])
			}
		}
		for k := range between {
			off := math.Abs(s.At(coefficients, float64(at[k])) - float64(e[k]))
			if math.IsNaN(off) {
				return off
			}
			largest, worst = max(largest, math.Abs(float64(e[k]))), max(worst, off)
		}
	}
	if worst == 0 { // a gate that is shut has no largest element
		return 0
	}
	return worst / largest
}

func visible[T graph.Float]() float64 {
	if _, single := any(T(0)).(float32); single {
		return visibleSingle
	}
	return visibleDouble
}
