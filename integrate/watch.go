package integrate

import (
	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/graph"
)

// watchCode is what solves need that look at each step: the step with its inside, the
// events, and the jumps (0 for System.Jump, then one for each event).
type watchCode[T graph.Float] struct {
	step   *stepCode[T]
	events *eventCode[T]
	jumps  []*jumpCode[T]
	extra  int // evaluations that the inside of a step takes
}

// watch makes a job watched if its problem or the system asks for it.
func (s *Solver[T]) watch(j *job[T]) error {
	p := j.problem
	asked := p.Dense || len(p.Times)+len(p.Stops)+len(p.Jumps)+len(s.system.Events) > 0
	if !asked {
		return nil
	}
	if s.system.Reduce != nil {
		return errors.Wrap(ErrSystem, "a system with batch-reduced quadratures has no output times, stops, jumps or events")
	}
	code, err := s.watchCode()
	if err != nil {
		return err
	}
	j.watched = true
	j.knots = p.knots(j.knots, false)
	j.span.knots = j.knots
	j.out.expect(p, s.system, len(code.step.inside))
	return nil
}

func (s *Solver[T]) watchCode() (*watchCode[T], error) {
	s.seenOnce.Do(func() {
		defer recovered("an event or a jump", &s.seenErr)
		s.seen, s.seenErr = compileWatch[T](s.system, s.plan)
	})
	return s.seen, s.seenErr
}

func compileWatch[T graph.Float](s *System, p *plan) (*watchCode[T], error) {
	in := p.Tableau.interpolant()
	c := &watchCode[T]{extra: len(in.A)}
	var err error
	if c.step, err = compileStep[T](s, p, in); err != nil {
		return nil, err
	}
	if c.events, err = compileEvents[T](s, p); err != nil {
		return nil, err
	}
	for i := range len(s.Events) + 1 {
		jump := s.Jump
		if i > 0 {
			jump = s.Events[i-1].Jump
		}
		code, err := compileJump[T](s, p, jump)
		if err != nil {
			return nil, err
		}
		c.jumps = append(c.jumps, code)
	}
	return c, nil
}

// runnerOf is the runner for a job.
func (w *worker[T]) runnerOf(j *job[T]) *runner[T] {
	if !j.watched {
		return w.runner
	}
	if w.watched == nil {
		s := w.solver
		w.watched = newRunner(s.system, s.plan, s.seen.step, s.field)
		w.watched.watch = newWatcher(w.watched, s.seen, s.field)
	}
	return w.watched
}

// watcher looks at each step of a runner after the error control has accepted it and
// before the state moves on.
type watcher[T graph.Float] struct {
	r       *runner[T]
	extra   int
	events  *eventer[T]
	jumps   []*jumper[T]
	field   *field[T] // f after a jump; nil unless k₁ is carried over
	before  []lane    // the lanes before the step was judged
	jumped  [][]int   // by jump: the lanes that end on one
	arrived []*knot   // by lane: the knot its step has reached
	used    []bool    // by lane: the inside of the step tried is wanted
	inside  bool      // the inside of the step tried has been computed
	passed  []int     // lanes whose passages have been noted
}

func newWatcher[T graph.Float](r *runner[T], c *watchCode[T], f *fieldCode[T]) *watcher[T] {
	lanes := r.plan.Lanes
	w := &watcher[T]{r: r, extra: c.extra, before: make([]lane, lanes), jumped: make([][]int, len(c.jumps)),
		arrived: make([]*knot, lanes), used: make([]bool, lanes)}
	if c.events != nil {
		w.events = newEventer(w, c.events)
	}
	for _, code := range c.jumps {
		w.jumps = append(w.jumps, newJumper(code))
	}
	if r.plan.Tableau.FSAL() {
		w.field = f.field()
	}
	return w
}

// begin gets lane l ready for the row just loaded.
func (w *watcher[T]) begin(l int) {
	if w.events != nil {
		w.events.fresh[l] = true
	}
	p := w.r.job.problem
	if len(p.Times) > 0 && p.Times[0] == p.T0 {
		w.output(l, 0, 0)
		w.r.lanes[l].output = 1
	}
	if d := w.r.job.out.Dense; d != nil {
		d.begin(w.r, l)
	}
}

func (w *watcher[T]) move(from, to int) {
	if w.events != nil {
		w.events.move(from, to)
	}
}

// advance is the second half of runner.advance.
func (w *watcher[T]) advance(controls int) error {
	r := w.r
	w.inside = false
	clear(w.used[:r.n])
	clear(w.arrived[:r.n])
	copy(w.before, r.lanes[:r.n])
	r.decide(controls)
	w.missLandings(controls)
	if w.events != nil {
		if err := w.events.look(); err != nil {
			return err
		}
	}
	if err := w.record(); err != nil {
		return err
	}
	w.arrive(controls)
	if err := r.take(); err != nil {
		return err
	}
	err := w.jump()
	w.goOn()
	return err
}

// missLandings forgets the events on which steps were to end that have been rejected.
func (w *watcher[T]) missLandings(controls int) {
	for l := range controls {
		if lane := &w.r.lanes[l]; lane.stats.Accepted == w.before[l].stats.Accepted {
			lane.landing = 0
		}
	}
}

// record writes output times and dense output of the accepted steps.
func (w *watcher[T]) record() error {
	r := w.r
	out := r.job.out
	times := r.job.problem.Times
	for _, l := range r.accepted {
		control := &r.lanes[r.controlOf(l)]
		if out.Dense != nil {
			if err := w.prepare(l); err != nil {
				return err
			}
			out.Dense.add(r, l, control)
		}
		lane := &r.lanes[l]
		for ; lane.output < len(times) && r.job.span.sign*(control.next-times[lane.output]) >= 0; lane.output++ {
			θ := fraction(times[lane.output], control)
			if θ < 1 {
				if err := w.prepare(l); err != nil {
					return err
				}
			}
			w.output(l, lane.output, θ)
		}
	}
	return nil
}

// fraction says where t lies in the step of a control.
func fraction(t float64, control *lane) float64 {
	if t == control.next {
		return 1
	}
	return min(max((t-control.from)/control.tried, 0), 1)
}

// prepare computes the inside of the step tried for lane l.
func (w *watcher[T]) prepare(l int) error {
	if c := w.r.controlOf(l); !w.used[c] {
		w.used[c] = true
		w.r.lanes[c].stats.Evaluations += w.extra
	}
	if w.inside {
		return nil
	}
	w.inside = true
	return w.r.step.program.RunDeferred(w.r.n)
}

// output writes the state of lane l at θ of the way through its step as output i.
func (w *watcher[T]) output(l, i int, θ float64) {
	r := w.r
	out, n, row := r.job.out, len(r.job.problem.Times), r.lanes[l].row
	for b, block := range r.system.Blocks {
		at := (row*n + i) * block.Width
		for c := range block.Width {
			if v := r.value(b, c, l, θ); block.Quadrature {
				out.AtQuad[b][at+c] = v
			} else {
				out.At[b][at+c] = T(v)
			}
		}
	}
}

// value is one number of lane l at θ of the way through the step tried: exactly what the
// step begins and ends with for 0 and 1.
func (r *runner[T]) value(b, c, l int, θ float64) float64 {
	at := c*r.step.stride + l
	quadrature := r.system.Blocks[b].Quadrature
	var start float64
	if quadrature {
		start = r.quad[b][c*r.plan.Lanes+l]
	} else {
		start = float64(r.step.y[b][at])
	}
	switch {
	case θ == 0:
		return start
	case θ < 1:
		return r.step.between(b, c, l, start, θ)
	case !quadrature:
		return float64(r.step.y1[b][at])
	case r.step.increment[b] == nil:
		return start
	}
	return start + float64(r.step.increment[b][at])
}

// arrive moves the controls that have taken their step on to the next knot.
func (w *watcher[T]) arrive(controls int) {
	r := w.r
	for l := range r.n {
		lane := &r.lanes[l]
		if l >= controls || lane.stats.Accepted == w.before[l].stats.Accepted {
			continue
		}
		if lane.landing != 0 {
			w.events.land(l)
		}
		if lane.status == Done {
			w.arrived[l] = r.plan.arrive(lane, &r.job.span)
		}
		w.pass(l)
		lane.landing = 0
		if lane.finished && w.events != nil {
			w.events.end(lane)
		}
	}
}
