// Models that others train while they are written.

package torch

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// whole calls read between two updates of a flow, so that all numbers are those of one model. Within it methods of the
// flow, except Params, would wait for ever.
func whole(f *likelihood.Flow, read func() (StateDict, error)) (state StateDict, err error) {
	err = f.Update(context.Background(), func() (err error) {
		state, err = read()
		return err
	})
	return state, err
}

// span is the time from the base to the data.
type span struct {
	t0, t1   float64
	duration *graph.Param // its logarithm, if it is trained
}

func spanOf(f *likelihood.Flow) (s span) {
	s.t0, s.t1 = f.Times()
	for _, p := range f.Params() {
		if p.Name == "time.log_duration" {
			s.duration = p
		}
	}
	return s
}

// times is likelihood.Flow.Times, which waits for updates.
func (s *span) times() (t0, t1 float64) {
	if s.duration == nil {
		return s.t0, s.t1
	}
	return numeric.Lasting(s.t0, s.t1, s.duration.At(0))
}
