// Copies from lanes to lanes.

package batch

import "github.com/gorgoflow/gorgoflow/graph"

// What is copied from one block of lanes to another.

// Copy copies the first n lanes of another block, if both exist.
func (x *Lanes[T]) Copy(from *Lanes[T], n int) {
	if x.Data == nil || from.Data == nil {
		return
	}
	for c := range x.Width {
		copy(x.Data[c*x.Stride:][:n], from.Data[c*from.Stride:][:n])
	}
}

// CopyLanes copies the lanes listed, which are some of the first n, of another block, if both
// exist.
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

// Carry is Copy from a block that is zero where it does not exist.
func (x *Lanes[T]) Carry(from *Lanes[T], n int) {
	if x.Data != nil && from.Data == nil {
		x.ClearFrom(0, n)
		return
	}
	x.Copy(from, n)
}

// Accumulate adds the lanes listed, of the first n, of a block to sums in float64. Nil stands for
// all of these lanes.
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

// CopyLane makes lane l that of another block: zeros where that block does not exist.
func (x *Lanes[T]) CopyLane(l int, from *Lanes[T], lane int) {
	for c := range x.Width {
		var v T
		if from.Data != nil {
			v = from.Data[c*from.Stride+lane]
		}
		x.Data[c*x.Stride+l] = v
	}
}
