// Solves of tables of all kinds and sizes.

package assignment_test

import (
	"fmt"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/objective/internal/assignment"
)

func BenchmarkSolve(b *testing.B) {
	for _, tab := range tables {
		for _, n := range []int{256, 1024, 2048, 4096} {
			b.Run(fmt.Sprintf("%s/%d", tab.name, n), func(b *testing.B) {
				cost := tab.distances(n)
				b.ReportAllocs()
				for b.Loop() {
					if _, err := assignment.Solve(b.Context(), cost); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
