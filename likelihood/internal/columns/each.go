// What parts of a stack say of its columns.

package columns

import "github.com/gorgoflow/gorgoflow/dynamics"

// Each calls f with every part of a stack, and the columns that it moves: those of moved, all if that is nil.
func Each[P any, S ~[]int](parts []P, moved []S, f func(part P, own Set)) {
	for i, part := range parts {
		var own Set
		if moved != nil {
			own = Set(moved[i])
		}
		f(part, own)
	}
}

// Free are the columns of a stack of flows that hold all numbers, each another point, as fields on a manifold say by their
// method IsFree: not angles, which count points twice, and not coordinates of a sphere.
func Free[F interface{ Field() dynamics.Field }](flows []F, moved [][]int, dim int) (free []int) {
	held := make([]bool, dim)
	Each(flows, moved, func(flow F, own Set) {
		on, ok := flow.Field().(interface{ IsFree(column int) bool })
		for c := 0; ok && c < flow.Field().Dim(); c++ {
			held[own.At(c)] = held[own.At(c)] || !on.IsFree(c)
		}
	})
	for c, is := range held {
		if !is {
			free = append(free, c)
		}
	}
	return free
}
