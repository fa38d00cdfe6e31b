// The draws of the extra columns, and the joint density's request for them.

package augment

import (
	"context"

	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/internal/entries"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/pkg/errors"
)

// draw returns the batch with k draws of e for each row, one after another, and log q of each draw. The draws of a row
// depend only on the seed and on the row's index in the batch.
func (f *Flow) draw(ctx context.Context, x [][]float64, k int, seed uint64, first int) (joint [][]float64, logq []float64, err error) {
	if err := fault.Context(ctx); err != nil {
		return nil, nil, err
	}
	joint, logq = numeric.NewRows(len(x)*k, f.dim+f.extra), make([]float64, len(x)*k)
	draws := stream.New(seed, stream.Extra)
	for i, row := range x {
		if err := parallel.Ended(ctx, i); err != nil {
			return nil, nil, err
		}
		rng := draws.At(uint64(first + i))
		for j := i * k; j < (i+1)*k; j++ {
			copy(joint[j], row)
			e := base.Standard{}.RandStream(joint[j][f.dim:], rng)
			logq[j] = base.Standard{}.LogProb(e)
		}
	}
	return joint, logq, nil
}

// mostDrawn bounds the numbers of a batch with its draws, which are all in memory.
const mostDrawn = 1 << 30

// request repeats the conditions for k draws of each row. Given probes allow single draws only.
func (f *Flow) request(r *likelihood.LogProbRequest, rows, k int) (*likelihood.LogProbRequest, error) {
	own := *defaults.OrZero(r)
	switch most := mostDrawn / max(rows*(f.dim+f.extra), 1); {
	case f.Draws < 0 || k > most:
		return nil, errors.Wrapf(likelihood.ErrSettings, "Draws is %d for each of %d rows, want at least 0 and at most %d", f.Draws, rows, most)
	case own.Certify || own.Evaluations != 0 || own.Within != 0:
		return nil, errors.Wrap(likelihood.ErrSettings, "a bound cannot be certified as a log-density: what it misses is not known")
	case k > 1 && f.estimated:
		return nil, errors.Wrapf(likelihood.ErrSettings, "%d draws for each row, of a trace that is an estimate: their mean would be no bound; want Draws = 1 or the exact trace", k)
	case own.Probes != nil && k > 1:
		return nil, errors.Wrapf(likelihood.ErrSettings, "given probes, with %d draws for each row; want Draws = 1", k)
	}
	switch n := len(own.Condition); {
	case n < 2 || f.CondDim() == 0: // the joint density refuses it if it does not fit
		return &own, nil
	case n != rows:
		return nil, errors.Wrapf(likelihood.ErrSettings, "condition has %d rows, want %d, one for each row of data", n, rows)
	}
	own.Condition = make([][]float64, 0, rows*k)
	for i := range rows {
		for range k {
			own.Condition = append(own.Condition, r.Condition[i])
		}
	}
	return &own, nil
}

// checkRows is the check of a batch of data.
func checkRows(x [][]float64, width int) error { return located(entries.Check("data", x, width)) }

func checkRow(what string, row []float64, width int) error {
	return located(entries.CheckOne(what, 0, row, width))
}

// located makes a *likelihood.DataError of a fault of rows.
func located(err error) error {
	if fault, ok := err.(*entries.Fault); ok {
		return (*likelihood.DataError)(fault)
	}
	return err
}
