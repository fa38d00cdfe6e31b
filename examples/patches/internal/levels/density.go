// The density of patches without their mean.

package levels

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"gonum.org/v1/gonum/floats"
)

// Classes is the number of densities that the mixture is of.
func (m *Mixture) Classes() int { return len(m.tables) }

// Weights are those of the classes among the patches that were counted.
func (m *Mixture) Weights() (all []float64) {
	for _, t := range m.tables {
		all = append(all, t.weight)
	}
	return all
}

// LogProbs are log-densities of patches by class, nats: of all pixels but the last, in grey levels, each patch with the mean zero.
func (m *Mixture) LogProbs(ctx context.Context, y [][]float64) ([][]float64, error) {
	logProb, side2 := make([][]float64, len(m.tables)), len(m.grid.places)
	for class := range logProb {
		logProb[class] = make([]float64, len(y))
	}
	return logProb, parallel.Do(ctx, "levels: log-densities", runtime.GOMAXPROCS(0), len(y), func(_, row int) error {
		if len(y[row]) != side2 {
			return fmt.Errorf("levels: row %d has %d pixels, want %d", row, len(y[row]), side2)
		}
		for class, v := range m.evaluate(y[row]) {
			logProb[class][row] = v
		}
		return nil
	})
}

// evaluate is the log-density by class.
func (m *Mixture) evaluate(y []float64) []float64 {
	sum := slices.Repeat([]float64{math.Inf(-1)}, len(m.tables))
	w := newWalk(m.grid)
	image := make([]float64, len(y))
	for _, turn := range m.turns {
		turn.values(image, y)
		w.order(image)
		for class, t := range m.tables {
			sum[class] = floats.LogSumExp([]float64{sum[class], w.mean(t)})
		}
	}
	floats.AddConst(math.Log(float64(len(y)))-math.Log(float64(len(m.turns))), sum)
	return sum
}

// walk goes through the values of ⌊y + m⌋ from m = 0 to m = 1.
type walk struct {
	grid         *grid
	floor, u     []int
	up           []float64 // the m at which a pixel goes up
	byUp         []int     // pixels in that order
	conditionals []float64
	logs         []float64
}

func newWalk(g *grid) *walk {
	n := len(g.places)
	w := &walk{grid: g, floor: make([]int, n), u: make([]int, n), up: make([]float64, n), byUp: make([]int, n), conditionals: make([]float64, n)}
	for at := range w.byUp {
		w.byUp[at] = at
	}
	return w
}

func (w *walk) order(y []float64) {
	for at, v := range y {
		floor := math.Floor(v)
		w.floor[at], w.up[at] = int(floor), 1-(v-floor)
	}
	slices.SortFunc(w.byUp, func(a, b int) int { return cmp.Compare(w.up[a], w.up[b]) })
}

// mean is log ∫ r(⌊y + m⌋) dm.
func (w *walk) mean(t *table) float64 {
	copy(w.u, w.floor)
	w.logs = w.logs[:0]
	logR, from := 0.0, 0.0
	for at := range w.u {
		w.conditionals[at] = t.conditional(w.grid, w.u, at)
		logR += w.conditionals[at]
	}
	for _, at := range w.byUp {
		w.logs = append(w.logs, logR+math.Log(w.up[at]-from))
		from = w.up[at]
		w.u[at]++
		for _, user := range w.grid.places[at].users {
			v := t.conditional(w.grid, w.u, user)
			logR += v - w.conditionals[user]
			w.conditionals[user] = v
		}
	}
	w.logs = append(w.logs, logR+math.Log(1-from))
	return floats.LogSumExp(w.logs)
}
