// The first step after a jump time.

package forward

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
)

// newRestarter returns an initializer of the rows of a pack that begin anew.
func newRestarter[T graph.Float](k *Pack[T], f *compiled.RHS[T]) *initializer[T] {
	s := newInitializer(k.System, k.Scheme, f)
	s.pack = k
	return s
}

// restart chooses the first step of the rows in some lanes after a jump time, where Field has just been run. Behind it f may be
// another: the steps before say nothing of it, and may have grown to many periods of what begins there.
func (s *initializer[T]) restart(lanes []int) error {
	k, v := s.pack, &s.pack.call.Span
	if len(lanes) == 0 || k.Scheme.Fixed {
		return nil
	}
	if s.scheme.ChoosesStep() {
		s.k1.Copy(s.Field.K.Pack, k.n)
		if err := s.chooseSteps(k.call, k.n); err != nil {
			return err
		}
	}
	for _, l := range lanes {
		h := max(s.scheme.FirstStep, s.scheme.MinStep)
		if s.scheme.ChoosesStep() {
			h = math.Abs(s.stepOf(l))
		}
		if row := &k.rows[k.controlOf(l)]; h < math.Abs(row.H) {
			row.H = v.Sign * h
		}
	}
	return nil
}

// start is one number of the state where a row begins.
func (s *initializer[T]) start(j *Call[T], block, column, i int) float64 {
	if s.pack != nil {
		return s.pack.StateAt(block, column, i, 0)
	}
	return j.Start(block, s.lo+i, column, s.system)
}

// times returns the time at which a row begins, and the first one that its stages may see.
func (s *initializer[T]) times(j *Call[T], i int) (from, first float64) {
	if s.pack != nil {
		row := &s.pack.rows[s.pack.controlOf(i)]
		return row.T, row.First
	}
	return j.Problem.T0, j.Span.First
}
