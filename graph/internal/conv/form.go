// Form: the computation of one role of the trilinear form.

package conv

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// Form computes one role of a shape from the other two. Running it allocates nothing.
type Form[T scalar.Float] struct {
	shape   Shape
	role    Role
	passes  []pass
	kernels []int // by pass: where its matrix begins in a transposed kernel
}

// New returns the form of a role.
func New[T scalar.Float](s Shape, role Role) *Form[T] {
	f := &Form[T]{shape: s, role: role}
	if role != Image {
		f.passes = []pass{s.straight()}
		return f
	}
	f.passes = s.transposed()
	at := 0
	for i := range f.passes {
		f.kernels = append(f.kernels, at)
		at += s.In * f.passes[i].depth()
	}
	return f
}

// straight is the pass of a convolution.
func (s Shape) straight() pass {
	out := grid{s.OutHeight(), s.OutWidth()}
	p := pass{channels: s.In, source: grid{s.Height, s.Width}, target: out, positions: out, step: s.Stride, apart: 1}
	for u := range s.Kernel {
		for v := range s.Kernel {
			p.taps = append(p.taps, tap{u - s.Padding, v - s.Padding})
		}
	}
	return p
}

// transposed returns the passes of a transposed convolution. x[a+s·i] meets the elements u of the kernel with u = a+p
// modulo s, at y[i + (a+p-u)/s].
func (s Shape) transposed() (list []pass) {
	for a := range min(s.Stride, s.Height) {
		for b := range min(s.Stride, s.Width) {
			p := pass{channels: s.Out, source: grid{s.OutHeight(), s.OutWidth()}, target: grid{s.Height, s.Width}, step: 1, apart: s.Stride, first: tap{a, b}}
			p.positions = grid{(s.Height-a-1)/s.Stride + 1, (s.Width-b-1)/s.Stride + 1}
			s.eachMeeting(a, b, func(u, v int) {
				p.taps = append(p.taps, tap{(a + s.Padding - u) / s.Stride, (b + s.Padding - v) / s.Stride})
			})
			list = append(list, p)
		}
	}
	return list
}

// eachMeeting visits the elements of the kernel that meet the pixels (a, b) modulo the stride.
func (s Shape) eachMeeting(a, b int, visit func(u, v int)) {
	for u := (a + s.Padding) % s.Stride; u < s.Kernel; u += s.Stride {
		for v := (b + s.Padding) % s.Stride; v < s.Kernel; v += s.Stride {
			visit(u, v)
		}
	}
}

// ScratchLen is the number of elements of scratch for n lanes.
func (f *Form[T]) ScratchLen(n int) int {
	most, s := 0, f.shape
	for i := range f.passes {
		columns := f.passes[i].mostColumns(n)
		most = max(most, (f.passes[i].depth()+max(s.In, s.Out))*columns)
		if f.role == Kernel {
			most += kernel.ScratchLen(s.Out, s.Depth(), columns)
		}
	}
	return most + kernel.RoundUp(s.Out*s.Depth())
}

// Apply computes the images or the results of n lanes from the other and the kernel, which is Out×Depth.
func (f *Form[T]) Apply(dst, x Batch[T], weights []T, n int, scratch []T) {
	room := kernel.RoundUp(f.shape.Out * f.shape.Depth())
	if f.role == Image {
		f.transpose(scratch[:room], weights)
	}
	for i := range f.passes {
		p, rows, matrix := &f.passes[i], f.shape.Out, weights
		if f.role == Image {
			rows, matrix = f.shape.In, scratch[f.kernels[i]:]
		}
		apply(p, dst, rows, x, matrix, n, scratch[room:])
	}
}

// transpose writes the matrix of every pass: a row for each channel of x, a column for each channel of y and tap.
func (f *Form[T]) transpose(dst, weights []T) {
	s, at := f.shape, 0
	for _, p := range f.passes {
		for c := range s.In {
			for o := range s.Out {
				element := weights[(o*s.In+c)*s.Kernel*s.Kernel:]
				s.eachMeeting(p.first.line, p.first.pixel, func(u, v int) {
					dst[at] = element[u*s.Kernel+v]
					at++
				})
			}
		}
	}
}

// apply computes matrix·patches, patch block by patch block.
func apply[T scalar.Float](p *pass, dst Batch[T], rows int, x Batch[T], matrix []T, n int, scratch []T) {
	depth, ld := p.depth(), p.mostColumns(n)
	patches, results := scratch[:depth*ld], scratch[depth*ld:]
	p.each(n, func(b patchBlock) {
		gather(p, patches, ld, x, b)
		if p.direct(dst.Ld, b) {
			kernel.Gemm(rows, b.columns(), depth, matrix, depth, 1, patches, ld, dst.Data[b.from*dst.Ld:], p.count()*dst.Ld, false)
			return
		}
		kernel.Gemm(rows, b.columns(), depth, matrix, depth, 1, patches, ld, results, ld, false)
		scatter(p, dst, rows, results, ld, b)
	})
}

// Weigh computes the kernel's form over n lanes and writes it to dst, or adds it: x are images, y results.
func (f *Form[T]) Weigh(dst []T, x, y Batch[T], n int, accumulate bool, scratch []T) {
	p := &f.passes[0]
	depth, out, ld := p.depth(), f.shape.Out, p.mostColumns(n)
	patches, results, rest := scratch[:depth*ld], scratch[depth*ld:][:out*ld], scratch[(depth+out)*ld:]
	p.each(n, func(b patchBlock) {
		gather(p, patches, ld, x, b)
		right, ldRight := y.Data[b.from*y.Ld:], p.count()*y.Ld
		if y.Ld != b.lanes {
			collect(p, results, ld, y, out, b)
			right, ldRight = results, ld
		}
		kernel.GemmNT(out, depth, b.columns(), right, ldRight, patches, ld, dst, depth, 1, accumulate, rest)
		accumulate = true
	})
}

// collect copies the results of a patch block side by side.
func collect[T scalar.Float](p *pass, results []T, ld int, y Batch[T], channels int, b patchBlock) {
	for c := range channels {
		image := y.Data[c*p.count()*y.Ld+b.lane:]
		for q := b.from; q < b.to; q++ {
			copy(results[c*ld+(q-b.from)*b.lanes:][:b.lanes], image[q*y.Ld:])
		}
	}
}
