// The rows in the lanes of a step.

package forward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Pack holds the rows in the lanes of one compiled step, which the loop and the observer of its steps share.
type Pack[T graph.Float] struct {
	System *ode.System
	Scheme *control.Scheme
	Step   *compiled.Step[T]

	call     *Call[T]
	n        int                 // lanes in use: the first n
	rows     []control.Row       // by lane
	tried    []control.Row       // by lane: the row before its step was accepted or rejected, if there is an observer
	quad     batch.Pack[float64] // by block: the quadratures so far
	accepted []int               // lanes whose step was accepted
}

func newPack[T graph.Float](s *ode.System, p *control.Scheme, step *compiled.Step[T]) *Pack[T] {
	k := &Pack[T]{System: s, Scheme: p, Step: step, rows: make([]control.Row, p.Lanes), tried: make([]control.Row, p.Lanes),
		accepted: make([]int, 0, p.Lanes), quad: make(batch.Pack[float64], len(s.Blocks))}
	for b, block := range s.Blocks {
		if block.Quadrature {
			k.quad[b] = batch.NewLanes[float64](block.Width, p.Lanes)
		}
	}
	return k
}

// controls is the number of lanes that control steps: the first so many lanes do.
func (k *Pack[T]) controls() int { return k.Scheme.Controls(k.n) }

// controlOf is the lane that controls the step of lane l.
func (k *Pack[T]) controlOf(l int) int {
	if k.Scheme.Shared {
		return 0
	}
	return l
}

// takes reports whether the step of lane l is accepted and has not been sent back.
func (k *Pack[T]) takes(l int) bool { return k.rows[k.controlOf(l)].Took }

// StateAt returns one number of lane l at θ of the step tried: for θ = 0 and 1 exactly the state at the beginning and
// the end.
func (k *Pack[T]) StateAt(b, c, l int, θ float64) float64 {
	quadrature := k.System.Blocks[b].Quadrature
	var start float64
	if quadrature {
		start = k.quad[b].At(l, c)
	} else {
		start = float64(k.Step.Y.Block(b).At(l, c))
	}
	switch {
	case θ == 0:
		return start
	case θ < 1:
		return k.Step.Dense.Interpolate(b, c, l, start, θ)
	case !quadrature:
		return float64(k.Step.Y1.Block(b).At(l, c))
	case !k.Step.Increment.Block(b).Exists():
		return start
	}
	return start + float64(k.Step.Increment.Block(b).At(l, c))
}

// LevelAt returns a number of a level of the interpolant's nested form.
func (k *Pack[T]) LevelAt(p, b, c, l int) float64 { return k.Step.Dense.At(p, b, c, l) }

// fillInputs copies the states and times of the lanes in use into the inputs of a right-hand side.
func (k *Pack[T]) fillInputs(f *compiled.Inputs[T]) {
	for l := range f.T.Data[:min(k.n, len(f.T.Data))] {
		f.T.Data[l] = T(k.rows[l].T)
	}
	f.Y.Copy(k.Step.Y.Pack, k.n)
	f.Args.Copy(k.Step.Args.Pack, k.n)
}
