package integrate

import "github.com/gorgoflow/gorgoflow/graph"

// firstPuller pulls the cotangent of the first k₁ through the right-hand side.
type firstPuller[T graph.Float] struct {
	system     *System
	plan       *plan
	program    *graph.Program[T]
	price      price
	field      field[T] // inputs only
	kBar       [][]T
	yOut, xOut [][]T
	tOut       []T
	params     [][]T
}

// newFirstPuller returns nil where steps do not carry k₁ over.
func newFirstPuller[T graph.Float](s *System, p *plan, c *pullFieldCode[T]) *firstPuller[T] {
	if c == nil {
		return nil
	}
	prog := c.program.Clone()
	return &firstPuller[T]{system: s, plan: p, program: prog, price: c.run,
		field: field[T]{program: prog, stride: prog.Stride(), t: input(prog, c.t), y: allInputs(prog, c.y), extras: allInputs(prog, c.extras)},
		kBar:  allInputs(prog, c.kBar), yOut: allOutputs(prog, c.yOut), xOut: allOutputs(prog, c.xOut),
		tOut: output(prog, c.tOut), params: allOutputs(prog, c.params)}
}

// run adds what the first k₁ of each row contributes to the cotangents of y₀, the
// extras, t₀ and the parameters.
func (f *firstPuller[T]) run(pass *pass[T]) error {
	if f == nil {
		return nil
	}
	f.program.Zero()
	for lo := pass.lo; lo < pass.hi; lo += f.plan.Lanes {
		n := min(f.plan.Lanes, pass.hi-lo)
		f.field.load(pass.problem, f.system, pass.problem.T0, lo, n)
		f.loadCotangents(pass, lo, n)
		if err := f.program.Run(n); err != nil {
			return err
		}
		f.price.run(n, &pass.stats)
		f.add(pass, lo, n)
	}
	pass.stats.Evaluations += pass.hi - pass.lo
	return nil
}

func (f *firstPuller[T]) loadCotangents(pass *pass[T], lo, n int) {
	stride := f.field.stride
	for b, bar := range f.kBar {
		if bar == nil {
			continue
		}
		clear(bar)
		w := f.system.Blocks[b].Width
		for i := range n {
			for c := range w {
				bar[c*stride+i] = pass.k[b][(lo-pass.lo+i)*w+c]
			}
		}
	}
}

func (f *firstPuller[T]) add(pass *pass[T], lo, n int) {
	addLanes(pass.y, f.yOut, f.system.Blocks, f.field.stride, lo, n)
	addLanes(pass.extras, f.xOut, f.system.Extras, f.field.stride, lo, n)
	if f.tOut == nil {
		return
	}
	for i := range f.plan.controls(n) {
		pass.t0 += float64(f.tOut[i])
	}
}

// addLanes adds lanes to rows lo … lo+n of row-major data.
func addLanes[T graph.Float](rows, lanes [][]T, blocks []Block, stride, lo, n int) {
	for b, src := range lanes {
		if src == nil {
			continue
		}
		w := blocks[b].Width
		for i := range n {
			for c := range w {
				rows[b][(lo+i)*w+c] += src[c*stride+i]
			}
		}
	}
}
