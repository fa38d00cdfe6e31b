// The first step after a jump.

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

// chooseSteps chooses the first steps after jumps, where the starter's Field has just been run. Behind a jump f may be another:
// the steps before say nothing of it, and may have grown to many periods of what begins there.
func (j *jumper[T]) chooseSteps() error {
	s := j.starter
	if j.Scheme.Fixed {
		return nil
	}
	if j.Scheme.ChoosesStep() {
		s.k1.Copy(s.Field.K.Pack, j.n)
		if err := s.chooseSteps(j.call, j.n); err != nil {
			return err
		}
	}
	for i := range j.list {
		for _, l := range j.list[i].lanes {
			h := max(j.Scheme.FirstStep, j.Scheme.MinStep)
			if j.Scheme.ChoosesStep() {
				h = math.Abs(s.stepOf(l))
			}
			if row := &j.rows[j.controlOf(l)]; h < math.Abs(row.H) {
				row.H = j.call.Span.Sign * h
			}
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
