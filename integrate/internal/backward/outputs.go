// The pullback of output times, which the interpolants of the steps give.

package backward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/nested"
	"github.com/gorgoflow/gorgoflow/integrate/internal/tape"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
)

// Outputs holds the cotangents of the solution of a batch at its output times.
type Outputs[T graph.Float] struct {
	Bar     [][]T       // by state: that of a row's output i at (At[row]+i)·width
	QuadBar [][]float64 // the same by quadrature
	At      []int       // by row: the place of its first output
	Own     bool        // rows have output times of their own
}

// time is the index of the derivative with respect to an output time of a row: that of the first of equal times.
func (o *Outputs[T]) time(times []float64, row, i int) int {
	i = control.FirstEqual(times, i)
	if o.Own {
		i += o.At[row]
	}
	return i
}

// inside holds the output times in the steps of all lanes, one after another, as fractions of their step, and memory for
// those of a lane.
type inside struct {
	widths            []int     // by block
	fractions         []float64 // by output time
	weights           []float64 // by output time and padded level: what it counts for, or its slope
	bars              []float64 // by output time
	levels, levelBars []float64 // of a column, by padded level
	sum               []float64 // of cotangents, by column
}

// enterOutputs finds the output times in the step of each lane. It makes their cotangents those of the levels.
func (u *Replayer[T]) enterOutputs() {
	if u.cotangents.Outputs == nil {
		return
	}
	for p := range u.Bar.Levels {
		u.Bar.Levels[p].Clear() // in unused lanes too
	}
	in, levels := &u.inside, nested.Padded(len(u.Levels))
	in.fractions = in.fractions[:0]
	for l := range u.n {
		lane := &u.lanes[l]
		u.place(lane)
		if lane.first == lane.end {
			continue
		}
		in.weights = reuse.Resized(in.weights, (lane.end-lane.first)*levels)
		nested.Weights(in.weights, levels, in.of(lane))
		for b, width := range in.widths {
			for c := range width {
				u.enterColumn(l, b, c)
			}
		}
	}
}

// place finds the output times in the step of a lane.
func (u *Replayer[T]) place(lane *replayLane) {
	times, step := control.OutputTimes(u.cotangents.problem, lane.row), u.tape.Moment(lane.record, &u.cotangents.span)
	for lane.first = lane.end; lane.first > 0 && u.cotangents.span.Sign*(times[lane.first-1]-step.From) > 0; {
		lane.first--
	}
	lane.inside = len(u.inside.fractions)
	u.inside.fractions = step.Fractions(u.inside.fractions, times[lane.first:lane.end])
}

// of returns the output times in the step of a lane.
func (in *inside) of(lane *replayLane) []float64 {
	return in.fractions[lane.inside:][:lane.end-lane.first]
}

// enterColumn is enterOutputs for a column of a lane.
func (u *Replayer[T]) enterColumn(l, b, c int) {
	in, o, lane := &u.inside, u.cotangents.Outputs, &u.lanes[l]
	in.levelBars = reuse.Cleared(in.levelBars, nested.Padded(len(u.Levels)))
	from, to, width := (o.At[lane.row]+lane.first)*in.widths[b]+c, (o.At[lane.row]+lane.end)*in.widths[b], in.widths[b]
	if quad := o.QuadBar[b]; len(quad) > 0 {
		nested.Pull(in.levelBars, in.weights, quad[from:to], width)
	} else {
		nested.Pull(in.levelBars, in.weights, o.Bar[b][from:to], width)
	}
	for p := range u.Levels {
		if to := u.Bar.Levels[p].Block(b); to.Exists() {
			to.Set(l, c, T(in.levelBars[p]))
		}
	}
}

// leaveOutputs adds the cotangents of the output times in the steps to those of the beginnings of the steps, and the
// derivatives with respect to the output times.
func (u *Replayer[T]) leaveOutputs() {
	if u.cotangents.Outputs == nil {
		return
	}
	in, levels := &u.inside, nested.Padded(len(u.Levels))
	for l := range u.n {
		lane := &u.lanes[l]
		if n := lane.end - lane.first; n > 0 {
			in.weights = reuse.Resized(in.weights, n*levels)
			nested.Slopes(in.weights, levels, in.of(lane))
			for b := range in.widths {
				u.leaveBlock(l, b)
			}
		}
		lane.end = lane.first
		u.cotangents.loadQuadratures(u.Bar.Q.Pack, l, lane.row)
	}
}

// leaveBlock is leaveOutputs for a block of a lane.
func (u *Replayer[T]) leaveBlock(l, b int) {
	lane, in := &u.lanes[l], &u.inside
	in.bars, in.sum = reuse.Cleared(in.bars, lane.end-lane.first), in.sum[:0]
	for c := range in.widths[b] {
		in.sum = append(in.sum, u.leaveColumn(l, b, c))
	}
	u.cotangents.add(u.Bar.Y.Pack, l, b, lane.row, in.sum)
	u.addOutputTimes(lane)
}

// leaveColumn adds to bars what a column of a lane gives them. It returns the sum of the column's cotangents.
func (u *Replayer[T]) leaveColumn(l, b, c int) float64 {
	in, o, lane := &u.inside, u.cotangents.Outputs, &u.lanes[l]
	in.levels = reuse.Cleared(in.levels, nested.Padded(len(u.Levels)))
	for p := range u.Levels {
		in.levels[p] = u.Levels.At(p, b, c, l)
	}
	from, width := (o.At[lane.row]+lane.first)*in.widths[b]+c, in.widths[b]
	if quad := o.QuadBar[b]; len(quad) > 0 {
		return nested.PullTimes(in.bars, in.weights, in.levels, quad[from:], width)
	}
	return nested.PullTimes(in.bars, in.weights, in.levels, o.Bar[b][from:], width)
}

// addOutputTimes adds bars, the derivatives by the fractions of a step, to those with respect to the output times in it.
func (u *Replayer[T]) addOutputTimes(lane *replayLane) {
	c, h, total, moment := u.cotangents, u.tape.H[lane.record], 0.0, 0.0
	times := control.OutputTimes(c.problem, lane.row)
	for i, θ := range u.inside.of(lane) {
		v := u.inside.bars[i] / h
		total, moment = total+v, moment+float64(θ*v)
		c.addTime(times, lane.row, lane.first+i, v)
	}
	c.moveStep(u.tape, lane.record, total, moment)
}

// addTime adds v to the derivative with respect to output time i of a row. A time on t₁ moves with t₁.
func (c *Cotangents[T]) addTime(times []float64, row, i int, v float64) {
	if times[i] == c.problem.T1 {
		c.T1 += v
	}
	c.Times[c.Outputs.time(times, row, i)] += v
}

// moveStep adds what t₀ and t₁ change by moving a step with output times inside: these come to lie elsewhere in it. The
// derivatives with respect to these times have the sum total and, each times its fraction of the step, the sum moment.
func (c *Cotangents[T]) moveStep(tp *tape.Tape[T], record int32, total, moment float64) {
	s, ds := c.slopes(tp, record)
	c.T0 += float64(moment*ds) - float64(total*(1-s))
	c.T1 -= float64(moment*ds) + float64(total*s)
}
