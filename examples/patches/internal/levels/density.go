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

// Weights are the classes' shares of the patches that were counted.
func (m *Mixture) Weights() (all []float64) {
	for _, t := range m.tables {
		all = append(all, t.weight)
	}
	return all
}

// LogProbs are log-densities of patches by class, nats: of all pixels but the last, in grey levels, each patch with the
// mean zero.
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
	w := newWalk(m)
	image := make([]float64, len(y))
	for _, turn := range m.turns {
		turn.values(image, y)
		for class, v := range w.means(image) {
			sum[class] = floats.LogSumExp([]float64{sum[class], v})
		}
	}
	floats.AddConst(math.Log(float64(len(y)))-math.Log(float64(len(m.turns))), sum)
	return sum
}

// walk goes through the values of ⌊y + m⌋ from m = 0 to m = 1.
type walk struct {
	*Mixture
	u            []int
	up           []float64   // the m at which a pixel goes up
	byUp         []int       // pixels in that order
	conditionals [][]float64 // of pixels, by class
	logR         []float64   // their sums
	logs         [][]float64 // of r by the interval of m in which it holds, by class
}

func newWalk(m *Mixture) *walk {
	n, k := len(m.grid.places), len(m.tables)
	w := &walk{m, make([]int, n), make([]float64, n), make([]int, n), make([][]float64, k), make([]float64, k), make([][]float64, k)}
	for class := range m.tables {
		w.conditionals[class] = make([]float64, n)
	}
	for at := range w.byUp {
		w.byUp[at] = at
	}
	return w
}

// means are log ∫ r(⌊y + m⌋) dm by class.
func (w *walk) means(y []float64) []float64 {
	w.begin(y)
	from := 0.0
	for _, at := range w.byUp {
		w.last(w.up[at] - from)
		from = w.up[at]
		w.u[at]++
		for _, user := range w.grid.places[at].users {
			w.ask(user)
		}
	}
	w.last(1 - from)
	means := make([]float64, len(w.logs))
	for class, logs := range w.logs {
		means[class] = floats.LogSumExp(logs)
	}
	return means
}

// begin goes to m = 0.
func (w *walk) begin(y []float64) {
	for at, v := range y {
		floor := math.Floor(v)
		w.u[at], w.up[at] = int(floor), 1-(v-floor)
	}
	slices.SortFunc(w.byUp, func(a, b int) int { return cmp.Compare(w.up[a], w.up[b]) })
	for class := range w.tables {
		clear(w.conditionals[class])
		w.logR[class], w.logs[class] = 0, w.logs[class][:0]
	}
	for at := 1; at < len(y); at++ {
		w.ask(at)
	}
}

// ask finds the conditionals of a pixel after a change.
func (w *walk) ask(at int) {
	c := w.grid.cell(w.u, at)
	for class, t := range w.tables {
		v := t.conditional(c)
		w.logR[class] += v - w.conditionals[class][at]
		w.conditionals[class][at] = v
	}
}

// last adds the present r, which holds for an interval of m of the given length.
func (w *walk) last(long float64) {
	logLong := math.Log(long)
	for class, v := range w.logR {
		w.logs[class] = append(w.logs[class], v+logLong)
	}
}
