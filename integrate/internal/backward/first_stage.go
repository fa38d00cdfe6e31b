package backward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// FirstStage pulls the cotangent of the first k₁ through the right-hand side.
type FirstStage[T graph.Float] struct {
	system     *ode.System
	plan       *control.Plan
	Program    *graph.Program[T]
	price      compiled.Cost
	field      compiled.RHS[T] // inputs only
	kBar       [][]T
	yOut, xOut [][]T
	tOut       []T
	Params     [][]T
}

// newFirstStage returns nil where steps do not carry k₁ over.
func newFirstStage[T graph.Float](s *ode.System, p *control.Plan, c *compiled.RHSPullbackCode[T]) *FirstStage[T] {
	if c == nil {
		return nil
	}
	prog := c.Program.Clone()
	return &FirstStage[T]{system: s, plan: p, Program: prog, price: c.Run,
		field: compiled.RHS[T]{Program: prog, Stride: prog.Stride(), T: compiled.Input(prog, c.T), Y: compiled.AllInputs(prog, c.Y), Extras: compiled.AllInputs(prog, c.Extras)},
		kBar:  compiled.AllInputs(prog, c.KBar), yOut: compiled.AllOutputs(prog, c.YOut), xOut: compiled.AllOutputs(prog, c.XOut),
		tOut: compiled.Output(prog, c.TOut), Params: compiled.AllOutputs(prog, c.Params)}
}

// run adds what the first k₁ of each row contributes to the cotangents of y₀, the
// extras, t₀ and the parameters.
func (f *FirstStage[T]) run(pass *Cotangents[T]) error {
	if f == nil {
		return nil
	}
	f.Program.Zero()
	for lo := pass.Lo; lo < pass.Hi; lo += f.plan.Lanes {
		n := min(f.plan.Lanes, pass.Hi-lo)
		start, _ := control.TimesSeen(pass.problem)
		f.field.Load(pass.problem, f.system, start, lo, n)
		f.loadCotangents(pass, lo, n)
		if err := f.Program.Run(n); err != nil {
			return err
		}
		f.price.Run(n, &pass.Stats)
		f.add(pass, lo, n)
	}
	pass.Stats.Evaluations += pass.Hi - pass.Lo
	return nil
}

func (f *FirstStage[T]) loadCotangents(pass *Cotangents[T], lo, n int) {
	stride := f.field.Stride
	for b, bar := range f.kBar {
		if bar == nil {
			continue
		}
		clear(bar)
		w := f.system.Blocks[b].Width
		for i := range n {
			for c := range w {
				bar[c*stride+i] = pass.k[b][(lo-pass.Lo+i)*w+c]
			}
		}
	}
}

func (f *FirstStage[T]) add(pass *Cotangents[T], lo, n int) {
	batch.AddLanes(pass.y, f.yOut, f.system.Blocks, f.field.Stride, lo, n)
	batch.AddLanes(pass.extras, f.xOut, f.system.Args, f.field.Stride, lo, n)
	if f.tOut == nil {
		return
	}
	for i := range f.plan.Controls(n) {
		pass.T0 += float64(f.tOut[i])
	}
}
