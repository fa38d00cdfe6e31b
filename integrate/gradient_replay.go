// Gradients by replay of recorded steps.

package integrate

import (
	"context"
	"maps"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/backward"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/tape"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/partial"
	"github.com/pkg/errors"
)

// replaying is the gradient by Replay: each row block is solved forwards and then replayed backwards.
type replaying[T graph.Float] struct{ *call[T] }

func (s *Solver[T]) replay(j *call[T]) (*Gradient[T], error) {
	if _, err := s.pullback(j.ctx, j.Observed); err != nil {
		return nil, err
	}
	err := s.eachRowBlock(j, replaying[T]{j})
	j.gradient.finish(j.sum)
	s.dropSum(j)
	return j.gradient, err
}

func (r replaying[T]) rowBlock(w *worker[T], lo, hi int, e *partial.Sums) error {
	return w.replayRowBlock(r.ctx, r.call, lo, hi, r.loss, r.gradient, e)
}

// pullback returns the pullback of a step, for output times that of its interpolant too.
func (s *Solver[T]) pullback(ctx context.Context, outputs bool) (*compiled.Pullback[T], error) {
	made, in := &s.derived.pullback, (*tableau.Interpolant)(nil)
	if outputs {
		made, in = &s.derived.outputPullback, method.Interpolant(s.scheme.Tableau)
	}
	return made.get(ctx, "integrate: the derivative of a step", func() (*compiled.Pullback[T], error) {
		return compiled.CompilePullback[T](ctx, s.system, s.scheme, in)
	})
}

// replayRowBlock solves the rows lo … hi−1 and differentiates their loss.
func (w *worker[T]) replayRowBlock(ctx context.Context, j *call[T], lo, hi int, loss Loss[T], g *Gradient[T], e *partial.Sums) error {
	if err := w.prepareReplay(ctx, j); err != nil {
		return err
	}
	if err := w.record(ctx, j, w.tape, lo, hi); err != nil || !allDone(j.Out, lo, hi) {
		return err
	}
	return w.pullRowBlock(ctx, j, w.tape, lo, hi, loss, g, e)
}

// record solves the rows lo … hi−1 and keeps their steps on a tape.
func (w *worker[T]) record(ctx context.Context, j *call[T], to *tape.Tape[T], lo, hi int) error {
	to.Begin(lo, hi)
	to.Within(j.tapeBytes, int(graph.DtypeOf[T]().Size()), w.runner.Scheme.Lanes)
	r := w.runnerOf(j)
	r.Tape = to
	defer func() { r.Tape = nil }()
	return w.solveRows(ctx, j, lo, hi)
}

// pullRowBlock differentiates the loss of the rows lo … hi−1, whose steps are on a tape.
func (w *worker[T]) pullRowBlock(ctx context.Context, j *call[T], steps *tape.Tape[T], lo, hi int, loss Loss[T], g *Gradient[T], e *partial.Sums) (err error) {
	pass := &w.cotangents
	pass.Begin(j.Problem, j.Span, g.Y0, g.Args, lo, hi)
	pass.Outputs, pass.Times = j.outputs, j.timesIn(e)
	if e.Loss, err = pass.CallLoss(w.system(), j.Out, loss, j.finite); err != nil {
		return errors.Wrapf(err, "loss of rows %d to %d", lo, hi-1)
	}
	if j.direct {
		err = w.pullDirect(ctx, steps, e)
	} else {
		err = w.pullSteps(ctx, w.replayerOf(j), steps, e)
	}
	pass.CopyQuadratures(w.system())
	e.T0, e.T1, e.Backward = pass.T0, pass.T1, pass.Stats
	return err
}

// pullSteps goes backwards along a tape.
func (w *worker[T]) pullSteps(ctx context.Context, replayer *backward.Replayer[T], steps *tape.Tape[T], e *partial.Sums) error {
	if err := replayer.Replay(ctx, steps, &w.cotangents); err != nil {
		return err
	}
	if err := addSums(e.Params, replayer.Program, replayer.Params.Pack); err != nil || replayer.First == nil {
		return err
	}
	return addSums(e.Params, replayer.First.Program, replayer.First.Params.Pack)
}

func (w *worker[T]) system() *ode.System { return w.runner.System }

// solveRows solves the rows lo … hi−1 with this worker alone.
func (w *worker[T]) solveRows(ctx context.Context, j *call[T], lo, hi int) error {
	w.rows.Reset(lo, hi, w.runner.Scheme.Lanes)
	return w.runnerOf(j).Solve(ctx, &j.Call, &w.rows)
}

// replayerOf returns the replayer for a call.
func (w *worker[T]) replayerOf(j *call[T]) *backward.Replayer[T] {
	if j.Observed {
		return w.outputReplayer
	}
	return w.replayer
}

func (w *worker[T]) prepareReplay(ctx context.Context, j *call[T]) error {
	if w.replayerOf(j) == nil {
		pullback, err := w.solver.pullback(ctx, j.Observed)
		if err != nil {
			return err
		}
		r := w.runnerOf(j)
		made := backward.NewReplayer(pullback, r.System, r.Scheme, r.Step)
		if j.Observed {
			w.outputReplayer = made
		} else {
			w.replayer = made
		}
	}
	if w.tape == nil {
		w.tape = w.newTape()
	}
	w.cotangents.Grow(w.runner.System, w.runner.Scheme.BlockRows)
	return nil
}

func (w *worker[T]) newTape() *tape.Tape[T] {
	return tape.NewTape[T](w.runner.System, w.runner.Scheme.Tableau)
}

func allDone[T graph.Float](s *ode.Solution[T], lo, hi int) bool {
	for _, status := range s.Status[lo:hi] {
		if status != ode.Done {
			return false
		}
	}
	return true
}

// pullDirect differentiates graphs of all recorded steps of a row. Rows with the same number of steps share a graph.
func (w *worker[T]) pullDirect(ctx context.Context, steps *tape.Tape[T], e *partial.Sums) error {
	byLength := map[int][]int{}
	for row := w.cotangents.Lo; row < w.cotangents.Hi; row++ {
		n := len(steps.Records(row))
		if n > backward.MaxDirectSteps {
			return settingsError("this method is a reference and takes %d steps a row at most; row %d has %d", backward.MaxDirectSteps, row, n)
		}
		byLength[n] = append(byLength[n], row)
	}
	for _, n := range slices.Sorted(maps.Keys(byLength)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		whole, err := compiled.CompileUnrolled[T](ctx, w.system(), w.runner.Scheme, n)
		if err != nil {
			return err
		}
		run := &backward.Direct[T]{Unrolled: whole}
		run.Program.Within(ctx)
		for rows := range slices.Chunk(byLength[n], w.runner.Scheme.Lanes) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := run.Pull(rows, steps, &w.cotangents); err != nil {
				return err
			}
		}
		if err := addSums(e.Params, whole.Program, whole.Params.Pack); err != nil {
			return err
		}
	}
	return nil
}

// addSums adds to sums what a program has accumulated in its outputs.
func addSums[T graph.Float](sums [][]float64, program *graph.Program[T], outputs batch.Pack[T]) error {
	if err := program.Finish(); err != nil {
		return errors.Wrap(err, "completing the sums over rows")
	}
	for i := range outputs {
		for k, v := range outputs[i].Data {
			sums[i][k] += float64(v)
		}
	}
	return nil
}
