// Log-densities of many rows: row blocks with all their images, in double precision.

package gsm

import (
	"context"
	"math"
	"runtime"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
)

// LogProbs are the log-densities of rows, nats.
func (m *Mixture) LogProbs(ctx context.Context, x [][]float64) ([]float64, error) {
	g := len(m.group.elements)
	block, workers := m.many.Rows()/g, runtime.GOMAXPROCS(0)
	programs := make([]*graph.Program[float64], workers)
	for w := range programs {
		programs[w] = m.many.Clone()
	}
	logProb := make([]float64, len(x))
	err := parallel.Do(ctx, "gsm: log-densities", workers, (len(x)+block-1)/block, func(worker, b int) error {
		lo, hi := b*block, min(len(x), (b+1)*block)
		return m.score(programs[worker], logProb[lo:hi], x[lo:hi])
	})
	return logProb, err
}

func (m *Mixture) score(p *graph.Program[float64], logProb []float64, x [][]float64) error {
	g := len(m.group.elements)
	for i, row := range x {
		load(m.group, p, i*g, row)
		logProb[i] = math.Inf(-1)
	}
	for _, c := range m.components {
		set(p, c)
		if err := p.Run(len(x) * g); err != nil {
			return err
		}
		for lane, q := range p.Output(0)[:len(x)*g] {
			logProb[lane/g] = c.addTo(logProb[lane/g], q)
		}
	}
	for i := range logProb {
		logProb[i] -= math.Log(float64(g))
	}
	return nil
}
