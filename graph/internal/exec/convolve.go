// Convolutions.

package exec

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/conv"
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
)

// convolution computes images from results, or results from images, and a kernel.
type convolution[T scalar.Float] struct {
	form    *conv.Form[T]
	dst, x  features[T]
	weights []T
	copies  int
	mem     *memory[T]
}

func (c *convolution[T]) run(_, lanes int) {
	c.form.Apply(conv.Batch[T]{Data: c.dst.data, Ld: c.dst.ld}, conv.Batch[T]{Data: c.x.data, Ld: c.x.ld}, c.weights, c.copies*lanes, c.mem.packing)
}

// correlation is the gradient of a kernel, a sum over the rows of the batch.
type correlation[T scalar.Float] struct {
	form       *conv.Form[T]
	x, y       features[T]
	dst        []T
	copies     int
	accumulate bool
	mem        *memory[T]
}

func (c *correlation[T]) run(n, lanes int) {
	for k := range c.copies {
		at := k * lanes
		x, y := conv.Batch[T]{Data: c.x.data[at:], Ld: c.x.ld}, conv.Batch[T]{Data: c.y.data[at:], Ld: c.y.ld}
		c.form.Weigh(c.dst, x, y, n, c.accumulate || k > 0, c.mem.packing)
	}
}

// convolve binds a form that writes, or adds, to dst.
func (b *binder[T]) convolve(v *ir.Value, dst []T, accumulate bool) instruction {
	o, first, second := v.Op.(ir.Convolve), v.Args[0], v.Args[1]
	form := conv.New[T](o.Shape, o.Of)
	b.packing = max(b.packing, form.ScratchLen(max(plan.RoundUp(first.Batch*b.plan.Stride), 1)))
	switch {
	case first.Batch == 0:
		return &fixedConvolution[T]{form: form, role: o.Of, rows: first.Rows, x: b.features(first), y: b.features(second),
			dst: features[T]{dst, v.Cols}, accumulate: accumulate, mem: b.mem}
	case o.Of == conv.Kernel:
		return &correlation[T]{form: form, x: b.features(first), y: b.features(second), dst: dst, copies: first.Batch, accumulate: accumulate, mem: b.mem}
	}
	c := &convolution[T]{form: form, dst: features[T]{dst, b.ld(v)}, x: b.features(first), weights: b.data(second), copies: first.Batch, mem: b.mem}
	if b.plan.Ir.Single && c.copies > 1 { // copies are lanes
		c.copies = plan.RoundUp(c.copies)
	}
	return c
}

// fixedConvolution is any form of fixed values, whose rows are images with their pixels side by side.
type fixedConvolution[T scalar.Float] struct {
	form       *conv.Form[T]
	role       conv.Role
	rows       int
	x, y, dst  features[T]
	accumulate bool
	mem        *memory[T]
}

func (c *fixedConvolution[T]) run(_, _ int) {
	for r := range c.rows {
		x := conv.Batch[T]{Data: c.x.data[r*c.x.ld:], Ld: 1}
		if c.role == conv.Kernel {
			c.form.Weigh(c.dst.data, x, conv.Batch[T]{Data: c.y.data[r*c.y.ld:], Ld: 1}, 1, c.accumulate || r > 0, c.mem.packing)
			continue
		}
		c.form.Apply(conv.Batch[T]{Data: c.dst.data[r*c.dst.ld:], Ld: 1}, x, c.y.data, 1, c.mem.packing)
	}
}
