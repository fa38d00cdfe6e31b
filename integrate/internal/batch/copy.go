// Copies between blocks in lanes.

package batch

import "github.com/gorgoflow/gorgoflow/graph"

// Copies do nothing where a block does not exist, unless their comments say otherwise.

// Copy copies the first n lanes of another block.
func (x *Lanes[T]) Copy(from *Lanes[T], n int) {
	if x.Data == nil || from.Data == nil {
		return
	}
	if x.Stride == n && from.Stride == n { // all lanes, as of a single row
		copy(x.Data[:x.Width*n], from.Data)
		return
	}
	for c := range x.Width {
		copy(x.Data[c*x.Stride:][:n], from.Data[c*from.Stride:][:n])
	}
}

// CopyLanes copies the listed lanes of another block, all of them among its first n.
func (x *Lanes[T]) CopyLanes(from *Lanes[T], lanes []int, n int) {
	if x.Data == nil || from.Data == nil {
		return
	}
	if len(lanes) == n {
		x.Copy(from, n)
		return
	}
	for c := range x.Width {
		to, src := x.Data[c*x.Stride:][:n], from.Data[c*from.Stride:][:n]
		for _, l := range lanes {
			to[l] = src[l]
		}
	}
}

// Carry is Copy, except that it clears x where the other block does not exist.
func (x *Lanes[T]) Carry(from *Lanes[T], n int) {
	if x.Data != nil && from.Data == nil {
		x.ClearFrom(0, n)
		return
	}
	x.Copy(from, n)
}

// Accumulate adds the listed lanes of a block, all of them among its first n, to sums in float64. A nil list means all
// n lanes.
func Accumulate[T graph.Float](sum *Lanes[float64], from *Lanes[T], lanes []int, n int) {
	if from.Data == nil {
		return
	}
	for c := range sum.Width {
		to, src := sum.Data[c*sum.Stride:][:n], from.Data[c*from.Stride:][:n]
		if lanes == nil {
			for l, v := range src {
				to[l] += float64(v)
			}
			continue
		}
		for _, l := range lanes {
			to[l] += float64(src[l])
		}
	}
}

// CopyLane copies lane lane of another block to lane l: zeros where that block does not exist.
func (x *Lanes[T]) CopyLane(l int, from *Lanes[T], lane int) {
	for c := range x.Width {
		var v T
		if from.Data != nil {
			v = from.Data[c*from.Stride+lane]
		}
		x.Data[c*x.Stride+l] = v
	}
}
