// Parts of flows and files that tests use.

package likelihood

import (
	"context"
	"encoding/json"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/batchnorm"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/equation"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rwlock"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

const (
	FlowFormat  = flowFormat
	StackFormat = stackFormat
)

var (
	CheckMemory    = checkMemory
	FirstNotFinite = finite.FirstNot[float64]
)

// SavedTrace is what a file has for the settings of a trace, and LoadTrace reads it.
func SavedTrace(s *trace.Settings) any { return savedTraceOf(s) }

func LoadTrace(text string) (*trace.Settings, error) {
	var saved savedTrace
	if err := json.Unmarshal([]byte(text), &saved); err != nil {
		return nil, err
	}
	return saved.settings()
}

// Resolved are the settings of a flow of one field, with defaults filled in.
func (f *Flow) Resolved() *resolved { return f.self.(*single).set }

// Duration is the parameter of a flow of one field by which its end time is trained, or nil.
func (f *Flow) Duration() *graph.Param { return f.self.(*single).duration }

// Interval points to the times T0 and T1 of a flow. The flows of a stack share their settings afterwards.
func (f *Flow) Interval() (t0, t1 *float64) {
	shared := f.Flows()[0].self.(*single).set
	for _, part := range f.Flows() {
		part.self.(*single).set = shared
	}
	return &shared.T0, &shared.T1
}

// Norms are the batch-norms of a stack.
func (f *Flow) Norms() []*batchnorm.Norm { return f.self.(*stack).norms }

// Lag sets the share of the batch's moments with which the norms of a stack normalise.
func (f *Flow) Lag(share float64) {
	s := f.self.(*stack)
	s.norm.Lag = share
	for _, m := range s.norms {
		m.Lag = share
	}
}

// LogStd is the logarithm of the determinant of the standardisation.
func (f *Flow) LogStd() float64 { return f.logStd }

// LoadRows standardises rows as a stack does.
func (f *Flow) LoadRows(dst []float64, x [][]float64) { f.self.(*stack).loadRows(dst, x) }

// ProbeSeedOf is the seed of a flow of a stack in a call with a seed for the stack.
func (f *Flow) ProbeSeedOf(flow int, seed uint64) uint64 {
	return f.self.(*stack).flowRequest(&request{probeSeed: seed}, flow).probeSeed
}

// EvaluationsOfPath is the number of evaluations for rows that are solved to the base without their log-densities.
func (f *Flow) EvaluationsOfPath(ctx context.Context, x [][]float64) (int, error) {
	_, stats, err := f.self.(*single).engine.transport(ctx, toBase, x, &request{}, nil)
	return stats.Evaluations, err
}

func (g *Gradient) NotFinite() (place string, value float64) { return g.notFinite(nil) }

func (p *Penalties) Active() []equation.Penalty { return p.active() }

func (p *Penalties) At(kind equation.PenaltyKind) *float64 { return p.at(kind) }

// LocksOf are the locks that a file of an ensemble is written under.
func LocksOf(e *Ensemble) (rwlock.Locks, error) { return e.locks() }
