// Preparing rows for their first step.

package forward

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// chunk is the rows of a problem that an initializer has prepared, lo to hi, of which those from next on have no lane yet.
type chunk struct{ lo, next, hi int }

// initializer prepares rows for their first step, a pack at a time: it checks them, evaluates the right-hand side at t₀
// and chooses the first step size.
type initializer[T graph.Float] struct {
	system *ode.System
	scheme *control.Scheme
	Field  *compiled.RHS[T] // nil if neither k₁ nor a first step size is needed

	pack *Pack[T] // the rows that begin anew after a jump; nil for rows before their first step

	chunk
	status []ode.Status
	h      []float64
	k1     batch.Pack[T] // laid out like the outputs of the right-hand side
	d0, d1 control.ErrorNorm
	Each   ode.Stats // the work of preparing a row
}

func newInitializer[T graph.Float](s *ode.System, p *control.Scheme, f *compiled.RHS[T]) *initializer[T] {
	st := &initializer[T]{system: s, scheme: p, status: make([]ode.Status, p.Lanes), h: make([]float64, p.Lanes),
		d0: control.NewErrorNorm(s, p), d1: control.NewErrorNorm(s, p)}
	if !method.FSAL(p.Tableau) && !p.ChoosesStep() {
		return st
	}
	st.Field, st.Each.Evaluations = f.Clone(), 1
	st.k1 = st.Field.K.Like()
	if p.ChoosesStep() {
		st.Each.Evaluations++
	}
	f.Run.Times(st.Each.Evaluations, p.Lanes, &st.Each)
	return st
}

// refill prepares the next chunk of rows; it reports whether there was one.
func (s *initializer[T]) refill(j *Call[T], from *RowQueue) (bool, error) {
	s.lo, s.hi = from.Take()
	s.next = s.lo
	n := s.hi - s.lo
	if n == 0 {
		return false, nil
	}
	for i := range n {
		s.status[i] = ode.Done
		s.h[i] = j.Span.Sign * min(max(s.scheme.FirstStep, s.scheme.MinStep), j.Span.Max)
		if check.Row(j.Problem, s.system, s.lo+i) != nil {
			s.status[i] = ode.NotFinite
		}
	}
	if s.Field == nil {
		return true, nil
	}
	return true, s.evaluate(j, n)
}

func (s *initializer[T]) evaluate(j *Call[T], n int) error {
	f := s.Field
	f.Load(j.Problem, j.Span.First, s.lo, n)
	if err := f.Program.Run(n); err != nil {
		return err
	}
	s.k1.Copy(f.K.Pack, n)
	s.refuseNotFinite(n)
	if s.scheme.ChoosesStep() {
		return s.chooseSteps(j, n)
	}
	return nil
}

// refuseNotFinite marks the rows whose first derivative is not finite: no step
// size can help them.
func (s *initializer[T]) refuseNotFinite(n int) {
	sum := s.d0.Sum
	clear(sum)
	for b := range s.k1 {
		for c := range s.k1[b].Width {
			control.AddFinite(sum, s.k1[b].Column(c, n))
		}
	}
	for i := range n {
		if sum[i] != 0 {
			s.status[i] = ode.NotFinite
		}
	}
}

// chooseSteps chooses the first step size of each row from the norms of y₀, of f(t₀, y₀) and of its change over an
// Euler step (Hairer, Nørsett, Wanner, Solving ODEs I, II.4, "Starting step size"). Where they have a step of 1e-6, times may
// be in units in which that is many periods of f, all of whose stages would see one phase.
func (s *initializer[T]) chooseSteps(j *Call[T], n int) error {
	f, v := s.Field, &j.Span
	s.scaleStart(j, n)
	controls := s.scheme.Controls(n)
	for i := range controls {
		d0, d1 := s.d0.Error(i, n/controls, false), s.d1.Error(i, n/controls, false)
		h := 0.01 * d0 / d1
		if d0 < 1e-5 || d1 < 1e-5 {
			h = 1e-6 * min(1, math.Abs(v.T1-v.T0))
		}
		s.h[i] = v.Sign * min(h, v.Max)
		s.d0.Low[i] = d1
	}
	s.euler(j, n)
	if err := f.Program.Run(n); err != nil {
		return err
	}
	s.scaleChange(j, n)
	for i := range controls {
		d2 := s.d1.Error(i, n/controls, false) / math.Abs(s.h[i])
		from, _ := s.times(j, i)
		s.h[i] = v.Sign * s.scheme.FirstStepOf(from, math.Abs(s.h[i]), s.d0.Low[i], d2, v)
	}
	return nil
}
