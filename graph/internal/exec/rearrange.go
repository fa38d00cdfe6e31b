// Instructions that move elements without computing.

package exec

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// copyFeatures copies features of per-row values, with zeros outside of them.
type copyFeatures[T scalar.Float] struct {
	parts copies[T]
	apart bool // each range is a feature, and only its lanes in use are copied
}

// featureRange is a destination and a source of features; without a source it is cleared.
type featureRange[T scalar.Float] struct{ dst, x []T }

func (m *copyFeatures[T]) run(_, lanes int) { runAll(m.prepare(lanes)) }

func (m *copyFeatures[T]) prepare(lanes int) []kernel.Prepared {
	if !m.apart {
		return []kernel.Prepared{m.parts}
	}
	list := slices.Clone(m.parts)
	for i := range list {
		list[i].dst = list[i].dst[:lanes]
	}
	return []kernel.Prepared{list}
}

// copies are ranges that are copied one after another.
type copies[T scalar.Float] []featureRange[T]

func (c copies[T]) Run() {
	for _, part := range c {
		switch {
		case part.x == nil:
			clear(part.dst)
		case len(part.dst) == 1: // a feature of a single row, for which a call takes longer
			part.dst[0] = part.x[0]
		default:
			copy(part.dst, part.x)
		}
	}
}

// rearrange binds instructions that move elements.
func (b *binder[T]) rearrange(v *ir.Value) instruction {
	x := v.Args[0]
	switch o := v.Op.(type) {
	case ir.PadCols:
		if v.Batch > 0 {
			return b.copyFeatures(v, o.Before)
		}
	case ir.ConcatCols:
		if v.Batch > 0 {
			return b.copyFeatures(v, 0)
		}
	case ir.Transpose:
		dst, src, ld := b.data(v), b.data(x), b.ld(x)
		return function(func(_, _ int) { kernel.Transpose(dst, v.Cols, src, ld, x.Rows, x.Cols) })
	case ir.ToFlat:
		return b.toFlat(v)
	case ir.ToLanes:
		return b.toLanes(v)
	}
	return b.eachElement(v, b.data(v), false)
}

// copyFeatures binds copies of the arguments side by side, with zeros before and behind them.
func (b *binder[T]) copyFeatures(v *ir.Value, before int) instruction {
	m, dst, at := &copyFeatures[T]{apart: b.plan.Blocks > 1}, b.features(v), before
	m.add(dst, 0, before, features[T]{})
	for _, a := range v.Args {
		m.add(dst, at, a.Cols, b.features(a))
		at += a.Cols
	}
	m.add(dst, at, v.Cols-at, features[T]{})
	return m
}

// add copies count features of x to those of dst from one on.
func (m *copyFeatures[T]) add(dst features[T], from, count int, x features[T]) {
	step := max(count, 1)
	if m.apart {
		step = 1
	}
	for c := 0; c < count; c += step {
		part := featureRange[T]{dst: dst.data[(from+c)*dst.ld:]}
		if x.data != nil {
			part.x = x.data[c*x.ld:]
		}
		if !m.apart {
			part.dst = part.dst[:count*dst.ld]
		}
		m.parts = append(m.parts, part)
	}
}

// function is an instruction made of a Go function.
type function func(n, lanes int)

func (f function) run(n, lanes int) { f(n, lanes) }

// toFlat stores a per-row value row-major. Only static programs do this: all rows are in use.
func (b *binder[T]) toFlat(v *ir.Value) instruction {
	x := v.Args[0]
	dst, src, ld := b.data(v), b.data(x), b.ld(x)
	rows := v.Rows / x.Batch
	return function(func(_, lanes int) {
		for k := range x.Batch {
			kernel.Transpose(dst[k*rows*v.Cols:], v.Cols, src[k*lanes:], ld, v.Cols, rows)
		}
	})
}

// toLanes is the inverse of toFlat.
func (b *binder[T]) toLanes(v *ir.Value) instruction {
	x := v.Args[0]
	dst, src, ld := b.data(v), b.data(x), b.ld(v)
	rows := v.Rows / v.Batch
	return function(func(_, lanes int) {
		for k := range v.Batch {
			kernel.Transpose(dst[k*lanes:], ld, src[k*rows*v.Cols:], v.Cols, rows, v.Cols)
		}
	})
}

// eachElement binds plain loops over fixed values, for small or rare shapes. Each element of the arguments is added to its
// targets in dst.
func (b *binder[T]) eachElement(v *ir.Value, dst []T, accumulate bool) instruction {
	type pair struct{ from, arg, to int }
	var moves []pair
	args := make([][]T, len(v.Args))
	offset := 0
	for i, a := range v.Args {
		args[i] = b.data(a)
		for r := range a.Rows {
			for c := range a.Cols {
				for _, to := range targets(v, a, r, c, offset) {
					moves = append(moves, pair{r*b.ld(a) + c, i, to})
				}
			}
		}
		offset += a.Cols
	}
	size := v.Rows * v.Cols
	return function(func(_, _ int) {
		if !accumulate {
			clear(dst[:size])
		}
		for _, m := range moves {
			dst[m.to] += args[m.arg][m.from]
		}
	})
}

// targets lists the elements of v to which element (r, c) of the argument a contributes.
func targets(v, a *ir.Value, r, c, offset int) []int {
	at := func(row, col int) int { return row*v.Cols + col }
	switch o := v.Op.(type) {
	case ir.SliceCols:
		if c < o.From || c >= o.From+v.Cols {
			return nil
		}
		return []int{at(r, c-o.From)}
	case ir.PadCols:
		return []int{at(r, c+o.Before)}
	case ir.ConcatCols:
		return []int{at(r, c+offset)}
	case ir.SumCols:
		return []int{at(r, 0)}
	case ir.SumRows:
		return []int{at(r/(a.Rows/v.Rows), c)}
	case ir.FoldRows:
		return []int{at(r%v.Rows, c)}
	}
	return repeated(v, a, r, c)
}

// repeated lists the copies of an element in a fixed broadcast.
func repeated(v, a *ir.Value, r, c int) []int {
	var list []int
	switch o := v.Op.(type) {
	case ir.BroadcastCols:
		for j := range v.Cols {
			list = append(list, r*v.Cols+j)
		}
	case ir.BroadcastRows:
		for i := range o.R {
			list = append(list, (r*o.R+i)*v.Cols+c)
		}
	case ir.TileRows:
		for k := range o.K {
			list = append(list, (k*a.Rows+r)*v.Cols+c)
		}
	}
	return list
}

// spread gives outputs of several copies of the batch a storage of their own at the end of a run. Where copies are
// computed, they lie side by side in the lanes in use, whose number the caller does not know.
func (b *binder[T]) spread(p *Program[T]) {
	var run, deferred []instruction
	for i, v := range b.plan.Ir.Outputs {
		if v.Batch < 2 {
			continue
		}
		p.Outputs[i] = kernel.AlignedSlice[T](v.Cols * v.Batch * b.plan.Whole())
		if move := b.apart(p.Outputs[i], v); b.plan.Ir.Deferred[i] {
			deferred = append(deferred, move)
		} else {
			run = append(run, move)
		}
	}
	if len(run) > 0 {
		p.Run = append(p.Run, region{[]sequence{{Instructions: run}}})
	}
	if len(deferred) > 0 {
		p.Deferred = append(p.Deferred, region{[]sequence{{Instructions: deferred}}})
	}
}

// apart copies a value so that its copies of the batch are as far apart as columns are.
func (b *binder[T]) apart(dst []T, v *ir.Value) instruction {
	src, ld, stride := b.data(v), b.ld(v), b.plan.Whole()
	return function(func(n, lanes int) {
		for c := range v.Cols {
			for k := range v.Batch {
				copy(dst[(c*v.Batch+k)*stride:][:n], src[c*ld+k*lanes:])
			}
		}
	})
}
