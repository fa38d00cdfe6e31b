// Gradients of a loss of the solution at T1: settings, result and the choice of a method.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/results"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/reduce"
	"github.com/gorgoflow/gorgoflow/internal/partial"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
)

// Method says how a gradient is found.
type Method uint8

const (
	// Replay goes backwards along the recorded steps. It gives the exact gradient of the computed loss, for the step
	// sizes that were taken. Memory: one state a step for the rows of one row block, or GradientSettings.TapeBytes.
	Replay Method = iota
	// Backsolve solves the adjoint equations from the end back to the start. Memory does not grow with the number of
	// steps; the error is of the size of the tolerance. Quadratures under error control stay under it in the backward pass.
	// Chen et al., Neural Ordinary Differential Equations (2018), Algorithm 1.
	Backsolve
	// direct differentiates one graph of all the recorded steps of a row, with every intermediate result kept. Tests
	// compare Replay with it. Memory and the time to compile grow with the number of steps; a row may have at most 256.
	direct
)

// GradientSettings are settings of the gradients of a Solver; nil and zero values mean the defaults.
type GradientSettings struct {
	// Method is Replay by default.
	Method Method
	// RTol and ATol are the tolerances of the backward solve of Backsolve; 0 means the tolerances of the forward solve.
	// Replay solves nothing backwards, so they have no effect on it: its error is that of the forward solve.
	// For cotangents ATol is in a unit of each row's own, the power of two at or below its largest at the end. So the error
	// does not depend on the unit of the loss, nor on how much a row counts in it.
	RTol, ATol float64
	// TapeBytes bounds the memory of the states that Replay keeps of a row block, in bytes for each worker; 0 means no
	// bound. States above the bound are given up and recomputed from recorded times and step sizes, so the gradient is
	// the same to the bit. Recomputation takes about one more forward solve while there is room for 2√n states of a row
	// with n steps, and more with less room: six solves for 4096 steps and room for 8 states, four for a million and 40. Two
	// kinds of memory are not counted: the initial state of each row and one state for each lane, and 36 bytes a step.
	TapeBytes int
}

func (g *GradientSettings) replays() bool { return g == nil || g.Method == Replay }

// budget is TapeBytes; 0 for nil.
func (g *GradientSettings) budget() int {
	if g == nil {
		return 0
	}
	return g.TapeBytes
}

// Loss is a sum over rows of a function of the solution. A call returns the part of rows lo … hi−1 and writes its
// derivatives. y[i] and ybar[i] hold the (hi−lo)×Width numbers of block i if it is a state, quad[i] and qbar[i] those
// of block i if it is a quadrature; the others are nil. ybar and qbar are zero at first. A Loss is called by several
// goroutines at once, for different rows.
type Loss[T graph.Float] func(lo, hi int, y [][]T, quad [][]float64, ybar [][]T, qbar [][]float64) (float64, error)

// Gradient is a loss, its derivatives and the solution that it is a loss of.
type Gradient[T graph.Float] struct {
	Loss float64
	// Params holds one row-major matrix for each of System.Params.List.
	Params [][]float64
	// Y0 holds R×Width numbers for each block: the derivative with respect to the initial value. Args holds the same
	// for each constant input.
	Y0, Args [][]T
	// T0 and T1 are the derivatives with respect to the ends of the interval. Adaptive steps are taken to lie at fixed
	// fractions of the interval. Of the steps of Settings.StepSize the last one alone changes its size with the ends.
	T0, T1 float64
	// Times holds the derivatives with respect to the output times, from GradientOfTrajectory only: one for each time
	// of SaveAt, or R×n for RowSaveAt, where n is the largest number of times of a row.
	Times []float64
	// Forward and Backward are the statistics of the forward and of the backward pass.
	Forward, Backward ode.Stats
	// ReverseError is the largest distance between the initial state and where Backsolve arrives; 0 for Replay.
	ReverseError float64
	// Solution is the result of the forward solve.
	Solution *ode.Solution[T]
}

// Gradient solves a problem and differentiates a loss of its solution. It returns the errors of Solve and those of the
// loss; a failed row makes the whole gradient fail. A loss that is not finite is the error ode.NotFinite; a cotangent
// that is not finite is an *ode.NotFiniteError, which names the row. Problems with output times, dense output, tstops,
// jumps or events are ErrSettings: GradientOfTrajectory and GradientAtEvent take those.
func (s *Solver[T]) Gradient(ctx context.Context, p *ode.Problem[T], loss Loss[T], settings *GradientSettings) (*Gradient[T], error) {
	return s.GradientInto(ctx, p, loss, settings, nil)
}

// GradientInto is Gradient with its result written to the gradient of an earlier call. Arrays of that gradient are
// reused where they are large enough; those of Params are always new. With a nil gradient it is Gradient.
func (s *Solver[T]) GradientInto(ctx context.Context, p *ode.Problem[T], loss Loss[T], settings *GradientSettings, out *Gradient[T]) (gradient *Gradient[T], err error) {
	defer graph.Recover("integrate: Gradient", &err)
	if s, err = s.forGradient(ctx, p); err != nil {
		return nil, err
	}
	if err := s.checkGradient(settings); err != nil {
		return nil, err
	}
	return s.gradient(ctx, p, loss, settings, out, control.Segment{}, true)
}

// checkGradient refuses settings of a gradient that have no meaning, before anything is solved.
func (s *Solver[T]) checkGradient(g *GradientSettings) (err error) {
	switch {
	case g == nil:
	case g.Method > direct:
		err = settingsError("gradient method %d is not one of the constants", g.Method)
	case g.TapeBytes < 0:
		err = settingsError("TapeBytes is %d; it must not be negative", g.TapeBytes)
	case g.TapeBytes > 0 && g.Method != Replay:
		err = settingsError("TapeBytes is for Replay; the other methods have no tape or keep everything")
	case g.Method == Backsolve:
		_, err = s.adjointTolerances(g)
	}
	return err
}

// A gradient reads and writes the sums over rows of all weights' gradients once a pack. Where they do not stay in a
// cache of a megabyte, packs of 128 rows took an eighth to a quarter less time than packs of 64 (500 to 1000 units).
// Programs of so few lanes that a small row block fills them took a tenth to a quarter less than those of 64, as values
// lie closer together.
const (
	manyWeights = 1 << 18
	wideLanes   = 128
)

// forGradient returns a solver with the lanes that suit the gradient of a batch. Its row blocks are those of s.
func (s *Solver[T]) forGradient(ctx context.Context, p *ode.Problem[T]) (*Solver[T], error) {
	if err := s.callable(ctx); err != nil {
		return nil, err
	}
	if p == nil || !s.scheme.FreeLanes || s.reduction != nil {
		return s, nil
	}
	switch block := rowsPerBlock(s.scheme, p.Rows); {
	case p.Rows <= fewLanes:
		return s.forFew(ctx, p.Rows)
	case s.scheme.Lanes != usualLanes || s.scheme.Shared: // the system knows better, or packs share their steps
		return s, nil
	case block <= leastRows:
		return s.withLanes(ctx, leastRows)
	case s.weights >= manyWeights && block%wideLanes == 0:
		return s.withLanes(ctx, wideLanes)
	}
	return s, nil
}

// gradient is GradientInto for a whole problem or a segment of one. The loss is the caller's and has to be finite, or
// it passes on cotangents, which are infinite where there is no derivative.
func (s *Solver[T]) gradient(ctx context.Context, p *ode.Problem[T], loss Loss[T], settings *GradientSettings, out *Gradient[T], segment control.Segment, finite bool) (*Gradient[T], error) {
	if settings == nil {
		settings = &GradientSettings{}
	}
	if loss == nil {
		return nil, settingsError("Gradient needs a loss")
	}
	if out == nil {
		out = &Gradient[T]{}
	}
	j, err := s.newCall(ctx, p, out.Solution, segment)
	if err != nil {
		return nil, err
	}
	defer s.dropCall(j)
	if j.Observed {
		return nil, settingsError("Gradient takes no output times, dense output, stops, jumps or events; see GradientOfTrajectory and GradientAtEvent")
	}
	if results.Reads(p, out.Y0...) || results.Reads(p, out.Args...) {
		out.Y0, out.Args = nil, nil
	}
	out.fit(s.system, j.Problem.Rows, j.Out)
	j.loss, j.finite, j.gradient, j.tapeBytes = loss, finite, out, settings.TapeBytes
	if settings.Method == Backsolve {
		return s.backsolve(j, settings)
	}
	j.direct = settings.Method == direct
	return s.replay(j)
}

// fit makes room for the derivatives, in the existing arrays where they are large enough.
func (g *Gradient[T]) fit(s *ode.System, rows int, forward *ode.Solution[T]) {
	*g = Gradient[T]{Y0: reuse.Resized(g.Y0, len(s.Blocks)), Args: reuse.Resized(g.Args, len(s.Args)), Solution: forward}
	for i, block := range s.Blocks {
		g.Y0[i] = reuse.Cleared(g.Y0[i], rows*block.Width)
	}
	for i, block := range s.Args {
		g.Args[i] = reuse.Cleared(g.Args[i], rows*block.Width)
	}
}

// finish copies the sums over the batch into g.
func (g *Gradient[T]) finish(l *reduce.Ordered[*partial.Sums]) {
	t := l.Total
	g.Loss, g.T0, g.T1, g.ReverseError, g.Backward = t.Loss, t.T0, t.T1, t.ReverseError, t.Backward
	g.Forward = g.Solution.Stats
	g.Params = copySums(t.Params)
}

func copySums(sums [][]float64) [][]float64 {
	n := 0
	for _, s := range sums {
		n += len(s)
	}
	flat := make([]float64, 0, n)
	out := make([][]float64, len(sums))
	for i, s := range sums {
		flat = append(flat, s...)
		out[i] = flat[len(flat)-len(s):]
	}
	return out
}
