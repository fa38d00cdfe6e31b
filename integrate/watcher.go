package integrate

import (
	"github.com/gorgoflow/gorgoflow/graph"
)

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
		w.r.lanes[l].output = p.equalTimes(0)
		for i := range w.r.lanes[l].output {
			w.output(l, i, 0)
		}
	}
	if d := w.r.job.out.Dense; d != nil {
		d.begin(w.r.lanes[l].row)
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
