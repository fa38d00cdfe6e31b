package integrate

import (
	"github.com/gorgoflow/gorgoflow/graph"
)

// starter makes rows ready to be stepped, a pack at a time: it checks them,
// evaluates the right-hand side at the beginning and chooses the first step.
type starter[T graph.Float] struct {
	system *System
	plan   *plan
	field  *field[T] // nil if neither k₁ nor a first step is wanted

	lo, next, hi int
	status       []Status
	h            []float64
	k1           [][]T // by block, laid out like the outputs of field
	d0, d1       gauge
	each         Stats // what starting takes a row
}

func newStarter[T graph.Float](s *System, p *plan, code *fieldCode[T]) *starter[T] {
	st := &starter[T]{system: s, plan: p, status: make([]Status, p.Lanes), h: make([]float64, p.Lanes),
		d0: newGauge(s, p), d1: newGauge(s, p)}
	if !p.Tableau.FSAL() && !p.choosesStep() {
		return st
	}
	st.field, st.each.Evaluations = code.field(), 1
	for _, k := range st.field.k {
		st.k1 = append(st.k1, append([]T(nil), k...)) // nil where there is no derivative
	}
	if p.choosesStep() {
		st.each.Evaluations++
	}
	code.run.times(st.each.Evaluations, p.Lanes, &st.each)
	return st
}

// choosesStep reports whether the first step has to be found.
func (p *plan) choosesStep() bool { return !p.fixed && p.FirstStep == 0 }

// refill makes the next chunk ready; it reports whether there was one.
func (s *starter[T]) refill(j *forwardCall[T], from *source) (bool, error) {
	s.lo, s.hi = from.take()
	s.next = s.lo
	n := s.hi - s.lo
	if n == 0 {
		return false, nil
	}
	for i := range n {
		s.status[i] = Done
		s.h[i] = j.span.sign * min(s.plan.FirstStep, j.span.max)
		if j.problem.firstNotFinite(s.system, s.lo+i) != nil {
			s.status[i] = NotFinite
		}
	}
	if s.field == nil {
		return true, nil
	}
	return true, s.evaluate(j, n)
}

func (s *starter[T]) evaluate(j *forwardCall[T], n int) error {
	f := s.field
	f.load(j.problem, s.system, j.problem.T0, s.lo, n)
	if err := f.program.Run(n); err != nil {
		return err
	}
	for b, k := range f.k {
		copy(s.k1[b], k)
	}
	s.refuseNotFinite(n)
	if s.plan.choosesStep() {
		return s.chooseSteps(j, n)
	}
	return nil
}

// refuseNotFinite marks the rows whose first derivative is not finite: no step
// size can help them.
func (s *starter[T]) refuseNotFinite(n int) {
	sum := s.d0.sum
	clear(sum)
	for b, k := range s.k1 {
		for c := range s.columns(b, k) {
			addFinite(sum, k[c*s.field.stride:][:n])
		}
	}
	for i := range n {
		if sum[i] != 0 {
			s.status[i] = NotFinite
		}
	}
}

// columns is the width of a block, 0 if it has no derivative.
func (s *starter[T]) columns(block int, k []T) int {
	if k == nil {
		return 0
	}
	return s.system.Blocks[block].Width
}

// load fills in n rows of a problem from row lo on, at time t.
func (f *field[T]) load(p *Problem[T], s *System, t float64, lo, n int) {
	for i := range f.t {
		f.t[i] = T(t)
	}
	loadRows(f.y, p.Y, s.Blocks, f.stride, lo, n)
	loadRows(f.extras, p.Extras, s.Extras, f.stride, lo, n)
}

// loadRows transposes rows lo … lo+n of row-major data into lanes; missing data are
// zeros.
func loadRows[T graph.Float](lanes, rows [][]T, blocks []Block, stride, lo, n int) {
	for b, dst := range lanes {
		if dst == nil {
			continue
		}
		if rows == nil || rows[b] == nil {
			clear(dst)
			continue
		}
		w := blocks[b].Width
		for i := range n {
			for c, v := range rows[b][(lo+i)*w : (lo+i+1)*w] {
				dst[c*stride+i] = v
			}
		}
	}
}
