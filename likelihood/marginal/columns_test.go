// Columns that are fitted at once.

package marginal_test

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/internal/parallel/paralleltest"
	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
)

// TestColumnsAreFittedAtOnce: several goroutines fit the columns of a table, and come to the transform of one. Of columns that
// are refused the error names the first.
func TestColumnsAreFittedAtOnce(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	rng, x := rand.New(rand.NewPCG(5, 4)), make([][]float64, 200)
	for i := range x {
		for _, name := range []string{"normal", "rounded", "heavy", "zeros", "clusters", "normal", "normal", "heavy"} {
			x[i] = append(x[i], kinds[name](rng))
		}
	}
	ctx := paralleltest.Watch(t.Context())
	many, err := marginal.Fit(ctx, x, nil)
	if err != nil || ctx.Goroutines() < 3 {
		t.Errorf("%d goroutines, error %v; want this one and several more", ctx.Goroutines(), err)
	}
	runtime.GOMAXPROCS(1)
	one := fit(t, x, nil)
	a, b := make([]float64, one.Scores()), make([]float64, one.Scores())
	for _, row := range x {
		if one.Forward(a, row) != many.Forward(b, row) || !slices.Equal(a, b) {
			t.Fatalf("scores %v of %v by several goroutines, %v by one", b, row, a)
		}
	}
	runtime.GOMAXPROCS(4)
	for _, row := range x {
		row[3], row[6] = row[3]*1e-306, row[6]*1e-306
	}
	if _, err := marginal.Fit(t.Context(), x, nil); err == nil || !strings.Contains(err.Error(), "column 3") {
		t.Errorf("%v, want column 3 refused", err)
	}
}
