// All blocks of the rows in a program's lanes.

package batch

import "github.com/gorgoflow/gorgoflow/graph"

// Pack holds the lanes of a program, block by block.
type Pack[T graph.Float] []Lanes[T]

// Block returns the lanes of block b.
func (p Pack[T]) Block(b int) *Lanes[T] { return &p[b] }

// Load is Lanes.Load for each block. Nil rows are zeros.
func (p Pack[T]) Load(rows [][]T, lo, n int) {
	for b := range p {
		p[b].Load(of(rows, b), lo, n)
	}
}

// LoadRow is Lanes.LoadRow for each block. Nil rows are zeros.
func (p Pack[T]) LoadRow(l int, rows [][]T, row int) {
	for b := range p {
		p[b].LoadRow(l, of(rows, b), row)
	}
}

func of[T graph.Float](rows [][]T, b int) []T {
	if rows == nil {
		return nil
	}
	return rows[b]
}

// StoreRow is Lanes.StoreRow for each block that exists.
func (p Pack[T]) StoreRow(l int, rows [][]T, row int) {
	for b := range p {
		if p[b].Exists() {
			p[b].StoreRow(l, rows[b], row)
		}
	}
}

// AddTo is Lanes.AddTo for each block that exists.
func (p Pack[T]) AddTo(rows [][]T, lo, n int) {
	for b := range p {
		if p[b].Exists() {
			p[b].AddTo(rows[b], lo, n)
		}
	}
}

// Gather is Lanes.Gather for each block, one behind the other in data.
func (p Pack[T]) Gather(data []T, l int) []T {
	for b := range p {
		data = p[b].Gather(data, l)
	}
	return data
}

// Scatter is the inverse of Gather.
func (p Pack[T]) Scatter(data []T, l int) []T {
	for b := range p {
		data = p[b].Scatter(data, l)
	}
	return data
}

// Move is Lanes.Move for each block.
func (p Pack[T]) Move(from, to int) {
	for b := range p {
		p[b].Move(from, to)
	}
}

// Copy is Lanes.Copy for each block.
func (p Pack[T]) Copy(from Pack[T], n int) {
	for b := range p {
		p[b].Copy(&from[b], n)
	}
}

// CopyLanes is Lanes.CopyLanes for each block.
func (p Pack[T]) CopyLanes(from Pack[T], lanes []int, n int) {
	for b := range p {
		p[b].CopyLanes(&from[b], lanes, n)
	}
}

// Carry is Lanes.Carry for each block.
func (p Pack[T]) Carry(from Pack[T], n int) {
	for b := range p {
		p[b].Carry(&from[b], n)
	}
}

// Clear is Lanes.Clear for each block.
func (p Pack[T]) Clear() {
	for b := range p {
		p[b].Clear()
	}
}

// ClearFrom is Lanes.ClearFrom for each block.
func (p Pack[T]) ClearFrom(first, last int) {
	for b := range p {
		p[b].ClearFrom(first, last)
	}
}

// CopyLane is Lanes.CopyLane for each block. A nil Pack stands for blocks that do not exist.
func (p Pack[T]) CopyLane(l int, from Pack[T], lane int) {
	var none Lanes[T]
	for b := range p {
		if from == nil {
			p[b].CopyLane(l, &none, lane)
		} else {
			p[b].CopyLane(l, &from[b], lane)
		}
	}
}

// Like returns a Pack of zeros with the same layout.
func (p Pack[T]) Like() Pack[T] {
	out := make(Pack[T], len(p))
	for b := range p {
		if p[b].Exists() {
			out[b] = Lanes[T]{Data: make([]T, len(p[b].Data)), Width: p[b].Width, Stride: p[b].Stride}
		}
	}
	return out
}
