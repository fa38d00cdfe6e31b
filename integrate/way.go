package integrate

import (
	"context"
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph"
)

// way is the gradient of a watched solve in which rows have times of their own: the legs of
// each row between its passages, gone back over one by one, those of all rows at once.
type way[T graph.Float] struct {
	solver   *Solver[T]
	relative *Solver[T] // solves a leg
	settings *GradientSettings
	p        *Problem[T]
	passages [][]passage[T] // by row; the last is where its last leg ends
	gradient *Gradient[T]
	course   *Course[T]  // nil without output times
	bar      [][]float64 // cotangents of the state by block
	time     []float64   // by row: the cotangent of the time at which it is
}

// wayOf solves a problem and gets ready to go back.
func (s *Solver[T]) wayOf(ctx context.Context, p *Problem[T], settings *GradientSettings, outputs bool) (*way[T], error) {
	w := &way[T]{solver: s, p: p, settings: settings}
	if s.plan.shared {
		return w, settingsError("events stop and change each row at a time of its own; their gradients need PerRow control")
	}
	var err error
	if w.relative, err = s.relative(); err != nil {
		return w, err
	}
	out, passages, err := s.solveNoting(ctx, p, outputs)
	if out != nil {
		w.gradient = &Gradient[T]{Solution: out, Forward: out.Stats}
	}
	if err != nil {
		return w, err
	}
	for row, list := range passages {
		for _, at := range list {
			if at.clash {
				return w, &TimesError{"Jumps", w.jumpAt(at.t), at.t,
					fmt.Sprintf("an event of row %d falls on it, where the solution has no derivative", row)}
			}
		}
	}
	w.passages, w.time = passages, make([]float64, p.Rows)
	w.gradient.fit(s.system, p.Rows, out)
	w.gradient.Forward = out.Stats
	for _, n := range s.paramLengths() {
		w.gradient.Params = append(w.gradient.Params, make([]float64, n))
	}
	for _, block := range s.system.Blocks {
		w.bar = append(w.bar, make([]float64, p.Rows*block.Width))
	}
	return w, nil
}

// back goes back over the legs of all rows, the last one of each row with the most first.
func (w *way[T]) back(ctx context.Context) error {
	legs := 0
	for _, list := range w.passages {
		legs = max(legs, len(list))
	}
	for leg := legs - 1; leg >= 0; leg-- {
		if err := w.backOver(ctx, leg); err != nil {
			return err
		}
	}
	if w.course != nil && w.p.Times[0] == w.p.T0 {
		for row := range w.p.Rows {
			w.inject(row, 0)
		}
	}
	for b, bar := range w.bar {
		copyAs(w.gradient.Y0[b], bar)
	}
	for _, v := range w.time {
		w.gradient.T0 += v
	}
	return nil
}

// rows lists the rows whose passage number leg is wanted.
func (w *way[T]) rows(leg int, wanted func(row int, at *passage[T]) bool) (rows []int) {
	for row, list := range w.passages {
		if leg < len(list) && wanted(row, &list[leg]) {
			rows = append(rows, row)
		}
	}
	return rows
}

// backOver goes back over what happened at the end of a leg and over the leg.
func (w *way[T]) backOver(ctx context.Context, leg int) error {
	s := w.solver
	for jump := range len(s.system.Events) + 1 {
		rows := w.rows(leg, func(row int, at *passage[T]) bool { return at.jump == jump && leg+1 < len(w.passages[row]) })
		if err := w.at(leg, rows, func(at *place[T]) error { return s.pullJump(jump, at) }); err != nil {
			return err
		}
	}
	w.injectAll(leg)
	for event := range s.system.Events {
		rows := w.rows(leg, func(_ int, at *passage[T]) bool { return at.event == event })
		if err := w.at(leg, rows, func(at *place[T]) error { return s.pullEvent(event, at) }); err != nil {
			return err
		}
	}
	return w.pullLeg(ctx, leg)
}

// injectAll adds the cotangents of the outputs at the end of a leg.
func (w *way[T]) injectAll(leg int) {
	for row, list := range w.passages {
		if leg < len(list) && list[leg].output >= 0 {
			w.inject(row, list[leg].output)
		}
	}
}

// inject adds the cotangents of a row at an output time and those that equal it.
func (w *way[T]) inject(row, first int) {
	for output := first; output < w.p.equalTimes(first); output++ {
		w.injectOne(row, output)
	}
}

func (w *way[T]) injectOne(row, output int) {
	n := len(w.p.Times)
	for b, block := range w.solver.system.Blocks {
		for c := range block.Width {
			from, to := (row*n+output)*block.Width+c, row*block.Width+c
			if block.Quadrature {
				w.bar[b][to] += w.course.AtQuadBar[b][from]
			} else {
				w.bar[b][to] += float64(w.course.AtBar[b][from])
			}
		}
	}
}

// jumpAt is the index of a jump time.
func (w *way[T]) jumpAt(t float64) int {
	for i, jump := range w.p.Jumps {
		if jump == t {
			return i
		}
	}
	return -1
}
