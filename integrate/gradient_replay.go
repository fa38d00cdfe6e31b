package integrate

import (
	"context"
	"slices"

	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/graph"
)

// replaying is the gradient by Replay: block by block forwards and straight back.
type replaying[T graph.Float] struct{ *job[T] }

func (s *Solver[T]) replay(j *job[T]) (*Gradient[T], error) {
	if err := s.preparePull(); err != nil {
		return nil, err
	}
	err := s.eachBlock(j, replaying[T]{j})
	if failed := s.diagnose(j.problem, j.out, j.out.finish(j.problem, s.system)); err == nil {
		err = failed
	}
	j.gradient.finish(j.ledger)
	s.releaseLedger(j.ledger)
	return j.gradient, err
}

func (r replaying[T]) block(w *worker[T], lo, hi int, e *entry) error {
	return w.replayBlock(r.ctx, r.job, lo, hi, r.loss, r.gradient, e)
}

func (s *Solver[T]) preparePull() error {
	s.pullOnce.Do(func() {
		defer graph.Recover("integrate: the derivative of a step", &s.pullErr)
		s.pull, s.pullErr = compilePull[T](s.system, s.plan)
	})
	return s.pullErr
}

// replayBlock solves the rows lo … hi and differentiates their loss.
func (w *worker[T]) replayBlock(ctx context.Context, j *job[T], lo, hi int, loss Loss[T], g *Gradient[T], e *entry) error {
	w.preparePull()
	w.tape.begin(lo, hi)
	w.tape.within(j.tapeBytes, int(graph.DtypeOf[T]().Size()), w.runner.plan.Lanes)
	w.runner.tape = w.tape
	err := w.solveRows(ctx, j, lo, hi)
	w.runner.tape = nil
	if err != nil || !allDone(j.out, lo, hi) {
		return err
	}
	pass := &w.pass
	pass.begin(j.problem, g.Y0, g.Extras, lo, hi)
	if e.loss, err = pass.callLoss(w.system(), j.out, loss); err != nil {
		return errors.Wrapf(err, "loss of rows %d to %d", lo, hi-1)
	}
	if j.naive {
		err = w.pullWhole(ctx, e)
	} else {
		err = w.pullSteps(ctx, e)
	}
	pass.copyQuadratures(w.system())
	e.t0, e.t1, e.stats = pass.t0, pass.t1, pass.stats
	return err
}

// pullSteps goes back along the tape.
func (w *worker[T]) pullSteps(ctx context.Context, e *entry) error {
	if err := w.puller.replay(ctx, w.tape, &w.pass); err != nil {
		return err
	}
	if err := addSums(e.sums, w.puller.program, w.puller.params); err != nil || w.puller.first == nil {
		return err
	}
	return addSums(e.sums, w.puller.first.program, w.puller.first.params)
}

func (w *worker[T]) system() *System { return w.runner.system }

// solveRows solves the rows lo … hi with this worker alone.
func (w *worker[T]) solveRows(ctx context.Context, j *job[T], lo, hi int) error {
	w.rows.reset(lo, hi, w.runner.plan.Lanes)
	return w.runnerOf(j).solve(ctx, &j.forwardCall, &w.rows)
}

func (w *worker[T]) preparePull() {
	if w.puller == nil {
		r := w.runner
		w.puller = newPuller(w.solver.pull, r.system, r.plan)
		w.puller.again = newAgain(r.system, r.plan, r.step)
		w.tape = newTape[T](r.system, r.plan.Tableau)
	}
	w.pass.grow(w.runner.system, w.runner.plan.BlockRows)
}

func allDone[T graph.Float](s *Solution[T], lo, hi int) bool {
	for _, status := range s.Status[lo:hi] {
		if status != Done {
			return false
		}
	}
	return true
}

// pullWhole differentiates the recorded steps of the rows of a pass as a whole, the rows with
// the same number of steps together.
func (w *worker[T]) pullWhole(ctx context.Context, e *entry) error {
	byLength := map[int][]int{}
	for row := w.pass.lo; row < w.pass.hi; row++ {
		n := len(w.tape.course(row))
		if n > maxNaive {
			return settingsError("Naive is a reference and takes %d steps a row at most; row %d has %d", maxNaive, row, n)
		}
		byLength[n] = append(byLength[n], row)
	}
	var lengths []int
	for n := range byLength {
		lengths = append(lengths, n)
	}
	slices.Sort(lengths)
	for _, n := range lengths {
		if err := ctx.Err(); err != nil {
			return err
		}
		whole, err := newWhole[T](w.system(), w.runner.plan, n)
		if err != nil {
			return err
		}
		run := &naiveRun[T]{whole: whole}
		for rows := range slices.Chunk(byLength[n], w.runner.plan.Lanes) {
			if err := run.pull(rows, w.tape, &w.pass); err != nil {
				return err
			}
		}
		if err := addSums(e.sums, whole.program, whole.params); err != nil {
			return err
		}
	}
	return nil
}
