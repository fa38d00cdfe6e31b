package batch

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// DotLanes is the inner product of n lanes with row-major rows.
func DotLanes[T graph.Float](lanes, rows []T, width, stride, n int) (sum float64) {
	for i := range n {
		for c := range width {
			sum += float64(lanes[c*stride+i]) * float64(rows[i*width+c])
		}
	}
	return sum
}

// AddLanes adds lanes to rows lo … lo+n of row-major data.
func AddLanes[T graph.Float](rows, lanes [][]T, blocks []ode.Block, stride, lo, n int) {
	for b, src := range lanes {
		if src == nil {
			continue
		}
		w := blocks[b].Width
		for i := range n {
			for c := range w {
				rows[b][(lo+i)*w+c] += src[c*stride+i]
			}
		}
	}
}

// StoreRows transposes n lanes into rows from lo on.
func StoreRows[T graph.Float](rows, lanes []T, width, stride, lo, n int) {
	for i := range n {
		for c := range width {
			rows[(lo+i)*width+c] = lanes[c*stride+i]
		}
	}
}

func CopyLanes[T graph.Float](dst, src [][]T, blocks []ode.Block, to, from, n int) {
	for b, x := range dst {
		if x == nil || src[b] == nil {
			continue
		}
		for c := range blocks[b].Width {
			copy(x[c*to:][:n], src[b][c*from:][:n])
		}
	}
}

func MoveLane[T float32 | float64](x []T, width, stride, from, to int) {
	if x == nil {
		return
	}
	for c := range width {
		x[c*stride+to] = x[c*stride+from]
	}
}

// LoadRows transposes rows lo … lo+n of row-major data into lanes; missing data are
// zeros.
func LoadRows[T graph.Float](lanes, rows [][]T, blocks []ode.Block, stride, lo, n int) {
	for b, dst := range lanes {
		if dst == nil {
			continue
		}
		if rows == nil || rows[b] == nil {
			clear(dst)
			continue
		}
		w := blocks[b].Width
		for i := range n {
			for c, v := range rows[b][(lo+i)*w : (lo+i+1)*w] {
				dst[c*stride+i] = v
			}
		}
	}
}

// GatherState copies y and k1 of a lane to data and returns what is left of that.
func GatherState[T graph.Float](data []T, s *ode.System, y, k1 [][]T, stride, l int) []T {
	for b, block := range s.Blocks {
		data = GatherLane(data, y[b], block.Width, stride, l)
		data = GatherLane(data, k1[b], block.Width, stride, l)
	}
	return data
}

func GatherLane[T graph.Float](data, x []T, width, stride, l int) []T {
	if x == nil {
		return data
	}
	for c := range width {
		data[c] = x[c*stride+l]
	}
	return data[width:]
}

// SpreadState is the inverse of GatherState.
func SpreadState[T graph.Float](data []T, s *ode.System, y, k1 [][]T, stride, l int) []T {
	for b, block := range s.Blocks {
		data = SpreadLane(data, y[b], block.Width, stride, l)
		data = SpreadLane(data, k1[b], block.Width, stride, l)
	}
	return data
}

func SpreadLane[T graph.Float](data, x []T, width, stride, l int) []T {
	if x == nil {
		return data
	}
	for c, v := range data[:width] {
		x[c*stride+l] = v
	}
	return data[width:]
}
