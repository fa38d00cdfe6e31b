// The methods that make an Ensemble a Model.

package likelihood

import (
	"context"
	"encoding/json"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
	"github.com/pkg/errors"
)

var _ Model = (*Ensemble)(nil)

// Dim is D, the number of columns of the data.
func (e *Ensemble) Dim() int {
	if e == nil {
		return 0
	}
	return e.dim
}

// CondDim is the number of columns of the condition, which every member that takes conditions gets; 0 for an ensemble
// without conditions.
func (e *Ensemble) CondDim() int {
	if e == nil {
		return 0
	}
	return e.cond
}

// Members returns the densities that are mixed; their weights add up to 1.
func (e *Ensemble) Members() []Member {
	if e == nil {
		return nil
	}
	return slices.Clone(e.members)
}

// Columns returns the transform of rows to scores; nil for an ensemble of densities of the rows themselves.
func (e *Ensemble) Columns() *marginal.Transform {
	if e == nil {
		return nil
	}
	return e.columns
}

// LogProb is log p of each row, in nats and in the data's units. Errors are those of Flow.LogProb.
func (e *Ensemble) LogProb(ctx context.Context, x [][]float64) ([]float64, error) {
	d, err := e.LogProbWith(ctx, x, nil)
	if d == nil {
		return nil, err
	}
	return d.LogProb, err
}

// LogProbWith is LogProb with conditions, or with a seed for members whose trace is an estimate, and with the work of the
// members' solves. Base points and certificates do not exist; asking for them is ErrSettings.
func (e *Ensemble) LogProbWith(ctx context.Context, x [][]float64, r *LogProbRequest) (d *Density, err error) {
	defer graph.Recover("likelihood: LogProb", &err)
	if err := e.check(ctx); err != nil {
		return nil, err
	}
	if err := checkRows("data", x, e.dim); err != nil {
		return nil, err
	}
	asked := *defaults.OrZero(r)
	if err := checkCondition(asked.Condition, e.cond, len(x)); err != nil {
		return nil, err
	}
	if asked.Probes != nil || asked.Certify || asked.isBudgeted() {
		return nil, errors.Wrap(ErrSettings, "an ensemble takes no probes and has no certificate: its members do")
	}
	d = &Density{LogProb: make([]float64, len(x))}
	failed, err := e.density(ctx, x, d, &asked)
	if err != nil {
		return nil, err
	}
	if failed == nil {
		return d, nil
	}
	for _, row := range failed.Rows {
		d.LogProb[row] = math.NaN()
	}
	return d, failed
}

func (e *Ensemble) check(ctx context.Context) error {
	if e == nil || len(e.members) == 0 {
		return errors.Wrap(ErrSettings, "an ensemble that is nil or zero, want one made by NewEnsemble or a Load function")
	}
	if err := fault.Context(ctx); err != nil {
		return err
	}
	return ctx.Err()
}

// SetNote is Flow.SetNote.
func (e *Ensemble) SetNote(key string, value any) error {
	if err := e.check(context.Background()); err != nil {
		return err
	}
	return e.notes.Set(key, value)
}

// Note is Flow.Note.
func (e *Ensemble) Note(key string, into any) (found bool, err error) {
	if e == nil {
		return false, nil
	}
	return e.notes.Get(key, into)
}

func (e *Ensemble) restoreNotes(all map[string]json.RawMessage) { e.notes.Restore(all) }
