// Parts of an audit that tests use.

package audit

import (
	"context"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
)

var (
	CompareColumns = compareColumns
	KolmogorovTail = kolmogorovTail
	NewProposal    = newProposal
)

func (q *proposal) Draw(x []float64, draws *stream.Stream, row uint64) { q.draw(x, draws, row) }

func (q *proposal) LogDensity(x []float64) float64 { return q.logDensity(x) }

func (q *proposal) Sample(ctx context.Context, n int, seed uint64) ([][]float64, []float64, error) {
	return q.sample(ctx, n, seed)
}

// Step is a step of an audit.
type Step = func(*auditor) error

var (
	CheckDeterminant Step = (*auditor).determinant
	CheckRoundTrip   Step = (*auditor).roundTrip
	CheckGradients   Step = (*auditor).gradients
	CheckDraws       Step = (*auditor).draws
	CheckScore       Step = (*auditor).score
	DrawSamples      Step = (*auditor).samples
	CheckMass        Step = (*auditor).mass
	CheckBase        Step = (*auditor).base
)

// RunSteps runs the steps that all others need, and the given steps.
func RunSteps(ctx context.Context, m Model, x [][]float64, s *Settings, steps ...Step) (*Report, error) {
	full := s.complete()
	a := newAuditor(ctx, m, x, &full)
	for _, step := range append([]Step{(*auditor).describe, (*auditor).densities, (*auditor).roundTrip}, steps...) {
		if err := step(a); err != nil {
			return nil, err
		}
	}
	return a.report, nil
}
