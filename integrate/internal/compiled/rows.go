// The check that rows are independent, by numbers.

package compiled

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// independent refuses values of a system whose rows are not independent: by their operations, and by numbers where these do
// not tell.
func independent(s *ode.System, b *graph.Builder, what string, t *G.Node, y, args, values []*G.Node) error {
	unknown, err := check.Rows(b, what, values)
	if err != nil || len(unknown) == 0 {
		return err
	}
	why := ""
	if nodes := paramNodes(b, s); b.Dtype() == tensor.Float32 {
		why = tried[float32](b, t, y, args, nodes, values)
	} else {
		why = tried[float64](b, t, y, args, nodes, values)
	}
	if why != "" {
		return check.Mixed(what, fmt.Sprintf("%s, by %v or another operation of Gorgonia's or of the caller's", why, unknown[0]))
	}
	return nil
}

// rowTrial runs a program with rows and parameters of random numbers. The parameters themselves may be zeros yet, of which
// no row tells anything.
type rowTrial[T graph.Float] struct {
	program *graph.Program[T]
	in      Inputs[T]
	params  []Port[T]
	out     Ports[T]
	draw    func(rng *rand.Rand) float64
}

func (r *rowTrial[T]) ports(w *wiring[T]) {
	r.in.ports(w)
	each(&r.params, w.input)
	w.outputsOf(&r.out)
}

// rowDraws draw numbers of both signs, positive ones, which functions such as logarithms are for, and large ones.
var rowDraws = []func(rng *rand.Rand) float64{
	(*rand.Rand).NormFloat64,
	func(rng *rand.Rand) float64 { return 0.25 + float64(rng.Float64()) },
	func(rng *rand.Rand) float64 { return 8 * rng.NormFloat64() },
}

// tried says what a row of the values depends on beside itself; empty if on nothing. It does not judge what cannot be
// compiled, which the caller's own program will say, or operations that fail for random numbers.
func tried[T graph.Float](b *graph.Builder, t *G.Node, y, args, params, values []*G.Node) string {
	r := &rowTrial[T]{in: inputs[T](t, y, args), params: eachPort[T](params), out: portsOf[T](values)}
	var err error
	if r.program, err = compile(b, "rows", r.ports); err != nil {
		return ""
	}
	for _, r.draw = range rowDraws {
		for i, q := range params {
			rng := rand.New(rand.NewPCG(uint64(i), 2))
			for k := range r.params[i].Data {
				r.params[i].Data[k] = T(r.draw(rng) / math.Sqrt(float64(q.Shape()[0])))
			}
		}
		if why := r.mixes(); why != "" {
			return why
		}
	}
	return ""
}

// mixes says what a row depends on beside itself; empty if on nothing.
func (r *rowTrial[T]) mixes() string {
	n := r.program.Rows()
	first := r.run(func(lane int) int { return lane })
	others := r.run(func(lane int) int { return lane + lane%2*n })
	moved := r.run(func(lane int) int { return (lane + 1) % n })
	if first == nil || others == nil || moved == nil {
		return ""
	}
	rounding := math.Sqrt(control.Spacing[T]()) // operations of Gorgonia round differently from run to run
	for lane := range n {
		if lane%2 == 0 && distance(first[lane], others[lane]) > rounding {
			return "it depends on other rows of the batch"
		}
		if before := moved[(lane+n-1)%n]; distance(first[lane], before) > rounding {
			return "it depends on its place in the batch"
		}
	}
	return ""
}

// run computes the results of rows, by lane. Number says which of the random rows a lane holds. A run that fails gives nil.
func (r *rowTrial[T]) run(number func(lane int) int) (results [][]float64) {
	n := r.program.Rows()
	for lane := range n {
		rng := rand.New(rand.NewPCG(uint64(number(lane)), 1))
		if len(r.in.T.Data) > 1 { // or all rows share it
			r.in.T.Data[lane] = T(r.draw(rng))
		}
		for _, pack := range []batch.Pack[T]{r.in.Y.Pack, r.in.Args.Pack} {
			for b := range pack {
				for c := range pack[b].Width {
					pack[b].Set(lane, c, T(r.draw(rng)))
				}
			}
		}
	}
	if r.program.Run(n) != nil {
		return nil
	}
	results = make([][]float64, n)
	for b := range r.out.Pack {
		for c := range r.out.Pack[b].Width {
			for lane, v := range r.out.Pack[b].Column(c, n) {
				results[lane] = append(results[lane], float64(v))
			}
		}
	}
	return results
}

// distance is the largest distance of two rows, relative to the largest number; infinite where one number alone is none.
func distance(x, y []float64) (d float64) {
	size := math.SmallestNonzeroFloat64
	for i := range x {
		if v := math.Max(math.Abs(x[i]), math.Abs(y[i])); v <= math.MaxFloat64 {
			size = max(size, v)
		}
	}
	for i := range x {
		switch isNone := math.IsNaN(x[i]); {
		case isNone != math.IsNaN(y[i]):
			return math.Inf(1)
		case !isNone && x[i] != y[i]:
			d = max(d, math.Abs(x[i]-y[i])/size)
		}
	}
	return d
}
