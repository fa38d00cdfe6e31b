// The shape of a convolution: sizes of images, kernel and result.

// Package conv convolves the images of a batch. A batch of images is a per-row value whose columns are channels, lines
// and pixels of a line, in this order: pixel (i, j) of channel c is column (c·H+i)·W+j, and its lanes are contiguous.
//
// A convolution is the trilinear form
//
//	⟨y, K*x⟩ = Σ_{rows} Σ_{o,i,j} y[o,i,j] Σ_{c,u,v} K[o,c,u,v] · x[c, i·s+u-p, j·s+v-p]
//
// of images x, results y and a kernel K that all rows share, with x = 0 outside of the image. Its gradient with respect
// to each of the three, given the other two, is one of the forms here: the convolution (of y), its transpose (of x),
// and the correlation of both summed over rows (of K). The derivatives of a form are forms too, so that there are
// derivatives of any order.
//
// Each form is a product of matrices over patches, which are copied side by side for some positions at a time.
package conv

// Shape holds the sizes of a convolution.
type Shape struct {
	In, Out         int // channels of x and of y
	Height, Width   int // of x
	Kernel          int // lines and columns
	Stride, Padding int
}

// Role is one of the three values of the trilinear form.
type Role uint8

// The roles. A form of one role takes the values of the other two in this order.
const (
	Image Role = iota
	Result
	Kernel
)

// String names the form that computes the role.
func (r Role) String() string {
	return [...]string{"transposed Convolve", "Convolve", "Convolve's weight"}[r]
}

// largest bounds each size, so that products of four sizes do not overflow 64 bits, and most the elements of images,
// results and kernels, so that they do not overflow an int of 32.
const (
	largest = 1 << 15
	most    = 1 << 30
)

// Wrong says which sizes are wrong and what would be right; "" if all are right.
func (s Shape) Wrong() string {
	for _, n := range []int{s.In, s.Out, s.Height, s.Width, s.Kernel, s.Stride} {
		if n < 1 || n > largest {
			return "channels, height, width, kernel and stride from 1 to 32768"
		}
	}
	switch {
	case s.Padding < 0 || s.Padding >= s.Kernel:
		return "a padding of 0 or more and less than the kernel"
	case s.Kernel > s.Height+2*s.Padding || s.Kernel > s.Width+2*s.Padding:
		return "a kernel that fits the padded image"
	case product(s.In, s.Height, s.Width) > most || product(s.Out, s.OutHeight(), s.OutWidth()) > most || product(s.Out, s.In, s.Kernel, s.Kernel) > most:
		return "images, results and a kernel of at most 2³⁰ elements"
	}
	return ""
}

func product(sizes ...int) int64 {
	p := int64(1)
	for _, n := range sizes {
		p *= int64(n)
	}
	return p
}

// OutHeight is the number of lines of y.
func (s Shape) OutHeight() int { return s.steps(s.Height) }

// OutWidth is the number of pixels of a line of y.
func (s Shape) OutWidth() int { return s.steps(s.Width) }

func (s Shape) steps(n int) int { return (n+2*s.Padding-s.Kernel)/s.Stride + 1 }

// Depth is the number of products in an element of y.
func (s Shape) Depth() int { return s.In * s.Kernel * s.Kernel }

// Images is the number of columns of x.
func (s Shape) Images() int { return s.In * s.Height * s.Width }

// Results is the number of columns of y.
func (s Shape) Results() int { return s.Out * s.OutHeight() * s.OutWidth() }

// Flops is the number of operations of a form for one row.
func (s Shape) Flops() float64 { return 2 * float64(s.Results()) * float64(s.Depth()) }

// Each visits every product of the trilinear form for one row, with the indices of its factors by role; those of the kernel
// are in Out×Depth.
func (s Shape) Each(visit func(at [3]int)) {
	out := grid{s.OutHeight(), s.OutWidth()}
	for y := range s.Results() {
		o, i, j := y/(out.height*out.width), y/out.width%out.height, y%out.width
		for k := range s.Depth() {
			c, u, v := k/(s.Kernel*s.Kernel), k/s.Kernel%s.Kernel, k%s.Kernel
			row, pixel := i*s.Stride+u-s.Padding, j*s.Stride+v-s.Padding
			if row >= 0 && row < s.Height && pixel >= 0 && pixel < s.Width {
				visit([3]int{Image: (c*s.Height+row)*s.Width + pixel, Result: y, Kernel: o*s.Depth() + k})
			}
		}
	}
}
