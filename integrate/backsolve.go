package integrate

import (
	"cmp"
	"math"

	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/graph"
)

// backsolver is one gradient by Backsolve: the adjoint problem and where its results go.
// It belongs to the job of the forward problem, and its memory is reused with that.
type backsolver[T graph.Float] struct {
	solver   *Solver[T]
	adjoint  *Solver[T]
	forward  *job[T]
	back     *job[T]
	end      Problem[T] // the state at the end, for the right-hand side there
	problem  Problem[T] // the adjoint one
	solution Solution[T]
}

// backsolve is the gradient by Backsolve.
func (s *Solver[T]) backsolve(j *job[T], settings *GradientSettings) (*Gradient[T], error) {
	adjoint, err := s.adjointSolver(settings)
	if err != nil {
		return nil, err
	}
	g := &j.backsolve
	g.solver, g.adjoint, g.forward = s, adjoint, j
	if err := g.pose(); err != nil {
		return nil, err
	}
	err = s.eachBlock(j, g)
	failed := s.diagnose(j.problem, j.out, j.out.finish(j.problem, s.system))
	if back := g.back.out.finish(g.back.problem, adjoint.system); failed == nil && back != nil {
		failed = errors.Wrap(back, "adjoint equations")
	}
	if err == nil {
		err = failed
	}
	j.gradient.finish(j.ledger)
	s.releaseLedger(j.ledger)
	j.gradient.Backward = g.back.out.Stats
	return j.gradient, err
}

// forget drops what belongs to the caller.
func (g *backsolver[T]) forget() {
	if g.back != nil {
		g.adjoint.dropJob(g.back)
	}
	g.solver, g.adjoint, g.forward, g.back = nil, nil, nil, nil
	for _, p := range []*Problem[T]{&g.end, &g.problem} {
		clear(p.Y)
		clear(p.Extras)
		*p = Problem[T]{Y: p.Y[:0], Extras: p.Extras[:0]}
	}
}

// adjointSolver returns the solver of the adjoint equations for these tolerances.
func (s *Solver[T]) adjointSolver(settings *GradientSettings) (*Solver[T], error) {
	key := [2]float64{cmp.Or(settings.RTol, s.plan.RTol), cmp.Or(settings.ATol, s.plan.ATol)}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if a := s.adjoints[key]; a != nil {
		return a, nil
	}
	back := s.plan.Settings
	back.RTol, back.ATol = key[0], key[1]
	a, err := NewSolver[T](Adjoint(s.system), &back)
	if err != nil {
		return nil, errors.Wrap(err, "adjoint equations")
	}
	if s.adjoints == nil {
		s.adjoints = map[[2]float64]*Solver[T]{}
	}
	s.adjoints[key] = a
	return a, nil
}

// pose sets up the adjoint problem over the arrays of the forward solution and of
// the gradient, which hold their values only once a block has been solved.
func (g *backsolver[T]) pose() error {
	p, bars := g.forward.problem, g.forward.gradient.Y0
	end, back := &g.end, &g.problem
	for _, q := range []*Problem[T]{end, back} {
		q.T0, q.T1, q.Rows = p.T1, p.T0, p.Rows
		for e := range g.solver.system.Extras {
			q.Extras = append(q.Extras, extraRows(p, e))
		}
	}
	end.Y = append(end.Y, g.forward.out.Y...)
	for b, block := range g.solver.system.Blocks {
		if block.Quadrature {
			back.Extras = append(back.Extras, bars[b])
		} else {
			back.Y = append(back.Y, g.forward.out.Y[b], bars[b])
		}
	}
	for range g.solver.system.Extras {
		back.Y = append(back.Y, nil)
	}
	var err error
	g.back, err = g.adjoint.newJob(g.forward.ctx, back, &g.solution)
	return err
}

func extraRows[T graph.Float](p *Problem[T], e int) []T {
	if p.Extras == nil {
		return nil
	}
	return p.Extras[e]
}

// block solves rows lo … hi forwards and their adjoint equations backwards.
func (g *backsolver[T]) block(w *worker[T], lo, hi int, e *entry) error {
	ctx, out := g.forward.ctx, g.forward.gradient
	if err := w.solveRows(ctx, g.forward, lo, hi); err != nil || !g.forward.out.allDone(lo, hi) {
		return err
	}
	w.prepareEnds()
	w.pass.begin(g.forward.problem, out, lo, hi)
	var err error
	if e.loss, err = w.pass.callLoss(w.system(), g.forward.out, g.forward.loss); err != nil {
		return errors.Wrapf(err, "loss of rows %d to %d", lo, hi-1)
	}
	w.pass.copyQuadratures(w.system(), out)
	if e.t1, err = w.power(&g.end, out.Y0, lo, hi); err != nil {
		return err
	}
	v := g.adjoint.worker()
	defer g.adjoint.release(v)
	if err := v.reduceBlock(ctx, g.back, lo, hi, e); err != nil || !g.back.out.allDone(lo, hi) {
		return err
	}
	e.miss = g.collect(lo, hi)
	h, err := w.power(g.forward.problem, out.Y0, lo, hi)
	e.t0 = -h
	return err
}

// collect copies the cotangents at the start of rows lo … hi, and returns the
// largest distance of the state from where it should be.
func (g *backsolver[T]) collect(lo, hi int) (miss float64) {
	s, back := g.solver.system, g.back.out
	i := 0
	for b, block := range s.Blocks {
		if block.Quadrature {
			continue
		}
		from, to := lo*block.Width, hi*block.Width
		copy(g.forward.gradient.Y0[b][from:to], back.Y[i+1][from:to])
		for k := from; k < to; k++ {
			start := g.forward.start(b, 0, k, s)
			miss = max(miss, math.Abs(float64(back.Y[i][k])-start))
		}
		i += 2
	}
	for e, block := range s.Extras {
		for k := lo * block.Width; k < hi*block.Width; k++ {
			g.forward.gradient.Extras[e][k] = T(back.Quad[i+e][k])
		}
	}
	return miss
}

func (w *worker[T]) prepareEnds() {
	if w.ends == nil {
		w.ends = w.solver.field.field()
	}
	w.pass.grow(w.runner.system, w.runner.plan.BlockRows)
}

// power returns H = Σ aᵀf + Σ q̄ᵀg over the rows lo … hi at the beginning of p:
// dL/dt₁ at the end, −dL/dt₀ at the start.
func (w *worker[T]) power(p *Problem[T], bars [][]T, lo, hi int) (h float64, err error) {
	f, lanes := w.ends, w.runner.plan.Lanes
	for ; lo < hi; lo += lanes {
		n := min(lanes, hi-lo)
		f.load(p, w.system(), p.T0, lo, n)
		if err := f.program.Run(n); err != nil {
			return 0, err
		}
		for b, block := range w.system().Blocks {
			if f.k[b] != nil {
				h += dotLanes(f.k[b], bars[b][lo*block.Width:], block.Width, f.stride, n)
			}
		}
	}
	return h, nil
}

// dotLanes is the inner product of n lanes with row-major rows.
func dotLanes[T graph.Float](lanes, rows []T, width, stride, n int) (sum float64) {
	for i := range n {
		for c := range width {
			sum += float64(lanes[c*stride+i]) * float64(rows[i*width+c])
		}
	}
	return sum
}
