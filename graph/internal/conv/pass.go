// A pass: results at a grid of positions, each from a patch of a source image.

package conv

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// Batch holds images of some channels in lanes.
type Batch[T scalar.Float] struct {
	Data []T
	Ld   int // elements between pixels
}

// grid is the size of an image.
type grid struct{ height, width int }

// tap is an element of a patch, relative to the beginning of the first position's patch.
type tap struct{ line, pixel int }

// pass computes at position (i, j) the pixel (first.line+i·apart, first.pixel+j·apart) of every channel of its target
// from the patch of its source at (i·step, j·step). A transposed convolution with stride s takes s² passes, each with
// some of the kernel's elements.
type pass struct {
	channels       int // of the source
	source, target grid
	positions      grid
	step, apart    int
	first          tap
	taps           []tap
}

// depth is the number of products in a result; 0 if the stride skips the kernel.
func (p *pass) depth() int { return p.channels * len(p.taps) }

// together is the number of patches in a patch block.
func (p *pass) together() int { return patchElements / max(p.depth(), 1) }

func (p *pass) count() int { return p.positions.height * p.positions.width }

const (
	mostLanes     = 256     // lanes of a patch block
	patchElements = 1 << 16 // elements of the patches of a patch block, which pass through the second-level cache
)

// patchBlock is a patch block, which is computed at once: positions from … to, for some lanes.
type patchBlock struct{ from, to, lane, lanes int }

func (b patchBlock) columns() int { return (b.to - b.from) * b.lanes }

// mostColumns bounds the columns of a patch block for n lanes.
func (p *pass) mostColumns(n int) int {
	return kernel.RoundUp(min(max(min(n, mostLanes), p.together()), p.count()*n))
}

// each visits the patch blocks for n lanes.
func (p *pass) each(n int, visit func(b patchBlock)) {
	for lane := 0; lane < n; lane += mostLanes {
		lanes := min(mostLanes, n-lane)
		positions := max(p.together()/lanes, 1)
		for from := 0; from < p.count(); from += positions {
			visit(patchBlock{from, min(from+positions, p.count()), lane, lanes})
		}
	}
}

// line is a run of positions of a patch block in one line of the grid.
type line struct {
	i, j, count int
	at          int // columns before it
}

// lines visits the lines of a patch block.
func (p *pass) lines(b patchBlock, visit func(l line)) {
	width := p.positions.width
	for from := b.from; from < b.to; {
		i, j := from/width, from%width
		count := min(width-j, b.to-from)
		visit(line{i, j, count, (from - b.from) * b.lanes})
		from += count
	}
}

// gather copies the patches of a patch block side by side: a row for every channel and tap, ld apart.
func gather[T scalar.Float](p *pass, patches []T, ld int, x Batch[T], b patchBlock) {
	for c := range p.channels {
		image := x.Data[c*p.source.height*p.source.width*x.Ld+b.lane:]
		for k, t := range p.taps {
			row := patches[(c*len(p.taps)+k)*ld:]
			p.lines(b, func(l line) { gatherLine(p, row[l.at:], image, x.Ld, t, l, b.lanes) })
		}
	}
}

// gatherLine copies the pixels of one tap along a line, with zeros outside of the image.
func gatherLine[T scalar.Float](p *pass, dst, image []T, ld int, t tap, l line, lanes int) {
	row := l.i*p.step + t.line
	before, end := inside(l.j*p.step+t.pixel, p.step, l.count, p.source.width)
	if row < 0 || row >= p.source.height {
		before, end = l.count, l.count
	}
	clear(dst[:before*lanes])
	clear(dst[end*lanes : l.count*lanes])
	if before == end {
		return
	}
	pixel := row*p.source.width + l.j*p.step + t.pixel
	if p.step == 1 && ld == lanes {
		copy(dst[before*lanes:end*lanes], image[(pixel+before)*ld:])
		return
	}
	for q := before; q < end; q++ {
		copy(dst[q*lanes:(q+1)*lanes], image[(pixel+q*p.step)*ld:])
	}
}

// inside returns the range from … end of the steps q, of so many, for which first + step·q is at least 0 and less than
// width.
func inside(first, step, count, width int) (from, end int) {
	if first < 0 {
		from = min((-first+step-1)/step, count)
	}
	if first < width {
		end = min((width-1-first)/step+1, count)
	}
	return from, max(from, end)
}

// scatter copies the results of a patch block to the image: a row for every channel, ld apart.
func scatter[T scalar.Float](p *pass, y Batch[T], channels int, results []T, ld int, b patchBlock) {
	for c := range channels {
		image, row := y.Data[c*p.target.height*p.target.width*y.Ld+b.lane:], results[c*ld:]
		p.lines(b, func(l line) {
			for q := range l.count {
				at := (p.first.line+l.i*p.apart)*p.target.width + p.first.pixel + (l.j+q)*p.apart
				copy(image[at*y.Ld:][:b.lanes], row[l.at+q*b.lanes:])
			}
		})
	}
}

// direct reports whether the results of a patch block lie side by side in the image.
func (p *pass) direct(ld int, b patchBlock) bool { return p.apart == 1 && ld == b.lanes }
