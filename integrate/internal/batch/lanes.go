// One block of the state of the rows in a program's lanes.

package batch

import "github.com/gorgoflow/gorgoflow/graph"

// Lanes is one block of the state of the rows in a program's lanes, with Width columns. Element (lane, column) is at
// column·Stride + lane. The zero Lanes is a block that does not exist: it is neither read nor written.
type Lanes[T graph.Float] struct {
	Data          []T
	Width, Stride int
}

// NewLanes returns a block of zeros.
func NewLanes[T graph.Float](width, lanes int) Lanes[T] {
	return Lanes[T]{Data: make([]T, width*lanes), Width: width, Stride: lanes}
}

// Exists reports whether the block exists.
func (x *Lanes[T]) Exists() bool { return x.Data != nil }

// At returns one number.
func (x *Lanes[T]) At(l, column int) T { return x.Data[column*x.Stride+l] }

// Set sets one number.
func (x *Lanes[T]) Set(l, column int, v T) { x.Data[column*x.Stride+l] = v }

// Column returns a column of the first n lanes, nil if the block does not exist.
func (x *Lanes[T]) Column(c, n int) []T {
	if x.Data == nil {
		return nil
	}
	return x.Data[c*x.Stride:][:n]
}

// Clear sets all lanes to zero.
func (x *Lanes[T]) Clear() { clear(x.Data) }

// ClearFrom sets the lanes first … last−1 to zero.
func (x *Lanes[T]) ClearFrom(first, last int) {
	for c := range x.Width {
		clear(x.Data[c*x.Stride:][first:last])
	}
}

// Load transposes rows lo … lo+n−1 of row-major data into the first n lanes. Nil rows set all lanes to zero.
func (x *Lanes[T]) Load(rows []T, lo, n int) {
	if rows == nil {
		x.Clear()
		return
	}
	for i := range n {
		x.LoadRow(i, rows, lo+i)
	}
}

// LoadRow copies one row of row-major data into lane l; zeros if rows is nil.
func (x *Lanes[T]) LoadRow(l int, rows []T, row int) {
	if rows == nil {
		for c := range x.Width {
			x.Data[c*x.Stride+l] = 0
		}
		return
	}
	x.Scatter(rows[row*x.Width:], l)
}

// Store transposes the first n lanes into rows lo … lo+n−1 of row-major data.
func (x *Lanes[T]) Store(rows []T, lo, n int) {
	for i := range n {
		x.StoreRow(i, rows, lo+i)
	}
}

// StoreRow copies lane l into one row of row-major data.
func (x *Lanes[T]) StoreRow(l int, rows []T, row int) { x.Gather(rows[row*x.Width:], l) }

// AddTo adds the first n lanes to rows lo … lo+n−1 of row-major data.
func (x *Lanes[T]) AddTo(rows []T, lo, n int) {
	for i := range n {
		for c := range x.Width {
			rows[(lo+i)*x.Width+c] += x.Data[c*x.Stride+i]
		}
	}
}

// Dot returns the inner product of the first n lanes with the first n rows of row-major data.
func (x *Lanes[T]) Dot(rows []T, n int) (sum float64) {
	for i := range n {
		for c := range x.Width {
			sum += float64(float64(x.Data[c*x.Stride+i]) * float64(rows[i*x.Width+c]))
		}
	}
	return sum
}

// Gather copies lane l to the beginning of data and returns the rest of data.
func (x *Lanes[T]) Gather(data []T, l int) []T {
	for c := range x.Width {
		data[c] = x.Data[c*x.Stride+l]
	}
	return data[x.Width:]
}

// Scatter is the inverse of Gather.
func (x *Lanes[T]) Scatter(data []T, l int) []T {
	for c, v := range data[:x.Width] {
		x.Data[c*x.Stride+l] = v
	}
	return data[x.Width:]
}

// Move copies one lane to another.
func (x *Lanes[T]) Move(from, to int) {
	for c := range x.Width {
		x.Data[c*x.Stride+to] = x.Data[c*x.Stride+from]
	}
}
