// Convolutions of images, as methods of a Builder.

package graph

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/conv"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

// Convolution holds the sizes of a convolution of images: pixel (i, j) of channel c is column (c·Height+i)·Width+j of a
// row.
type Convolution struct {
	In, Out         int // channels
	Height, Width   int // of the images
	Kernel          int // lines and columns of the kernel
	Stride, Padding int // Stride is at least 1; Padding, the zeros at each edge, is less than Kernel
	// Transposed means the transpose of the same linear map: from results to images of In·Height·Width. It is torch's
	// conv_transpose2d with the channels of the results first in the kernel.
	Transposed bool
}

// Convolve is the convolution of the images x, R×(In·Height·Width), by a fixed kernel, Out×(In·Kernel²), as torch's
// conv2d computes it:
//
//	y[o,i,j] = Σ_{c,u,v} kernel[o,c,u,v] · x[c, i·Stride+u-Padding, j·Stride+v-Padding]
//
// The columns of the result are its channels, lines and pixels. Sizes that do not fit are a *ShapeError.
func (b *Builder) Convolve(x, kernel *G.Node, c Convolution) *G.Node {
	of := conv.Result
	if c.Transposed {
		of = conv.Image
	}
	return b.add(ops.Convolve{Shape: c.shape(), Of: of}, x, kernel)
}

func (c Convolution) shape() conv.Shape {
	return conv.Shape{In: c.In, Out: c.Out, Height: c.Height, Width: c.Width, Kernel: c.Kernel, Stride: c.Stride, Padding: c.Padding}
}
