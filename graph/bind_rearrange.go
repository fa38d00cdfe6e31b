package graph

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel"

// copyFeatures moves whole features of per-row values; what lies outside is zero.
type copyFeatures[T kernel.Float] struct {
	dst   []T
	parts []featureRange[T]
	zeros []featureRange[T]
}

type featureRange[T kernel.Float] struct {
	x  []T // source, or the range itself where it is cleared
	at int // first element in dst
}

func (m *copyFeatures[T]) run(_, _ int) {
	for i := range m.zeros {
		clear(m.zeros[i].x)
	}
	for i := range m.parts {
		copy(m.dst[m.parts[i].at:], m.parts[i].x)
	}
}

// rearrange binds what moves elements without computing.
func (b *binder[T]) rearrange(v *value) instruction {
	switch {
	case v.batch > 0 && (v.code == codePadCols || v.code == codeConcatCols):
		return b.copyFeatures(v)
	case v.code == codeTranspose && v.args[0].batch == 0:
		x := v.args[0]
		dst, src, ld := b.data(v), b.data(x), b.ld(x)
		return function(func(_, _ int) { kernel.Transpose(dst, v.cols, src, ld, x.rows, x.cols) })
	case v.code == codeToFlat:
		return b.toFlat(v)
	case v.code == codeToLanes:
		return b.toLanes(v)
	default:
		return b.eachElement(v, b.data(v), false)
	}
}

func (b *binder[T]) copyFeatures(v *value) instruction {
	m := &copyFeatures[T]{dst: b.data(v)}
	ld, at := b.ld(v), 0
	if v.code == codePadCols {
		at = v.n * ld
		end := at + v.args[0].cols*ld
		m.zeros = []featureRange[T]{{x: m.dst[:at]}, {x: m.dst[end : v.cols*ld]}}
	}
	for _, a := range v.args {
		m.parts = append(m.parts, featureRange[T]{b.data(a)[:a.cols*ld], at})
		at += a.cols * ld
	}
	return m
}

// function is an instruction made of a Go function.
type function func(n, lanes int)

func (f function) run(n, lanes int) { f(n, lanes) }

// toFlat stores a per-row value row-major. Static programs only: all rows are in use.
func (b *binder[T]) toFlat(v *value) instruction {
	x := v.args[0]
	dst, src, ld := b.data(v), b.data(x), b.ld(x)
	rows := v.rows / x.batch
	return function(func(_, lanes int) {
		for k := range x.batch {
			kernel.Transpose(dst[k*rows*v.cols:], v.cols, src[k*lanes:], ld, v.cols, rows)
		}
	})
}

// toLanes is the inverse of toFlat.
func (b *binder[T]) toLanes(v *value) instruction {
	x := v.args[0]
	dst, src, ld := b.data(v), b.data(x), b.ld(v)
	rows := v.rows / v.batch
	return function(func(_, lanes int) {
		for k := range v.batch {
			kernel.Transpose(dst[k*lanes:], ld, src[k*rows*v.cols:], v.cols, rows, v.cols)
		}
	})
}

// eachElement binds the plain loops over fixed values, for shapes that are small or rare.
// source lists, for an element of dst, which elements of the arguments add up to it.
func (b *binder[T]) eachElement(v *value, dst []T, accumulate bool) instruction {
	type pair struct{ from, arg, to int }
	var moves []pair
	args := make([][]T, len(v.args))
	offset := 0
	for i, a := range v.args {
		args[i] = b.data(a)
		for r := range a.rows {
			for c := range a.cols {
				for _, to := range targets(v, a, r, c, offset) {
					moves = append(moves, pair{r*b.ld(a) + c, i, to})
				}
			}
		}
		offset += a.cols
	}
	size := v.rows * v.cols
	return function(func(_, _ int) {
		if !accumulate {
			clear(dst[:size])
		}
		for _, m := range moves {
			dst[m.to] += args[m.arg][m.from]
		}
	})
}

// targets are the elements of v that element (r, c) of the argument a contributes to.
func targets(v, a *value, r, c, offset int) []int {
	at := func(row, col int) int { return row*v.cols + col }
	switch v.code {
	case codeSliceCols:
		if c < v.n || c >= v.n+v.cols {
			return nil
		}
		return []int{at(r, c-v.n)}
	case codePadCols:
		return []int{at(r, c+v.n)}
	case codeConcatCols:
		return []int{at(r, c+offset)}
	case codeSumCols:
		return []int{at(r, 0)}
	case codeSumRows:
		return []int{at(r/(a.rows/v.rows), c)}
	case codeFoldRows:
		return []int{at(r%v.rows, c)}
	}
	return repeated(v, a, r, c)
}

// repeated are the copies of an element in a fixed broadcast.
func repeated(v, a *value, r, c int) []int {
	var list []int
	switch v.code {
	case codeBroadcastCols:
		for j := range v.cols {
			list = append(list, r*v.cols+j)
		}
	case codeBroadcastRows:
		for i := range v.n {
			list = append(list, (r*v.n+i)*v.cols+c)
		}
	case codeTileRows:
		for k := range v.n {
			list = append(list, (k*a.rows+r)*v.cols+c)
		}
	}
	return list
}
