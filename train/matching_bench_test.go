// A benchmark of steps of flow matching, which testdata/peer/matching.py compares with JAX.

package train_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/internal/cputime"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
)

// BenchmarkMatching is a step of flow matching with Adam: batch, draws, gradient and moved weights, of 20,000 rows.
func BenchmarkMatching(b *testing.B) {
	for _, net := range []struct {
		dim    int
		hidden []int
		batch  int
	}{{2, []int{64, 64}, 256}, {2, []int{64, 64}, 4096}, {8, []int{160, 160, 160}, 512}, {43, []int{256, 256, 256}, 1000}} {
		for _, layer := range []dynamics.Layer{dynamics.ConcatV2, dynamics.ConcatSquash} {
			settings := &dynamics.MLPSettings{Hidden: net.hidden, Layer: layer, Seed: 1}
			b.Run(fmt.Sprintf("%d/%d/%s", net.dim, net.batch, layer), func(b *testing.B) { benchmarkMatching(b, net.dim, net.batch, settings) })
		}
	}
}

func benchmarkMatching(b *testing.B, dim, batch int, settings *dynamics.MLPSettings) {
	x := make([][]float64, 20000)
	for i := range x {
		for c := range dim {
			x[i] = append(x[i], math.Sin(float64(i*(c+1)))+0.1*math.Cos(float64(7*i+c)))
		}
	}
	field, err := dynamics.NewMLP(dim, settings)
	must(b, err)
	flow, err := likelihood.New(field, nil)
	must(b, err)
	fit := quiet(train.Settings{Batch: batch, HoldOut: -1, Seed: 1, Objective: objective.FlowMatching{}})
	fit.Iterations = 10 // compiles
	_, err = train.Fit(b.Context(), flow, x, fit)
	must(b, err)
	fit.Iterations = b.N
	b.ReportAllocs()
	b.ResetTimer()
	before := cputime.Seconds()
	_, err = train.Fit(b.Context(), flow, x, fit)
	must(b, err)
	b.ReportMetric((cputime.Seconds()-before)*1e3/float64(b.N), "cpu-ms/op")
}
