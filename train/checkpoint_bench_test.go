// What a checkpoint costs after few iterations and after many.

package train

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/gorgoflow/gorgoflow/internal/cputime"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// BenchmarkCheckpoint writes the state of a run whose network has 9220 weights, with Adam's moments, the best weights
// and the last sound ones, a score every hundred iterations.
func BenchmarkCheckpoint(b *testing.B) {
	numbers := weights{make([]float64, 9220)}
	for i := range numbers[0] {
		numbers[0][i] = 1 / float64(i+3)
	}
	s := &state{Weights: numbers, Good: numbers, Best: best{Iteration: 1, Weights: numbers},
		Optimizer: &optim.State{Step: 1, Vectors: [][][]float64{numbers, numbers}}}
	for _, n := range []int{10, 1e3, 1e4, 1e5, 1e6} {
		runTo(s, n, 100)
		b.Run(fmt.Sprintf("iterations=%d", n), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "checkpoint")
			spent := cputime.Seconds()
			for b.Loop() {
				if err := s.save(path); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(1e3*(cputime.Seconds()-spent)/float64(b.N), "cpu-ms/op")
			file, err := os.Stat(path)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(file.Size())/1e3, "kB")
		})
	}
}
