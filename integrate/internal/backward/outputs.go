// The pullback of output times, which the interpolants of the steps give.

package backward

import (
	"slices"

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

// copyBar copies the cotangent of a block at an output time.
func (o *Outputs[T]) copyBar(to []float64, block, row, i int) {
	at := (o.At[row] + i) * len(to)
	if quad := o.QuadBar[block]; len(quad) > 0 {
		copy(to, quad[at:])
		return
	}
	for c := range to {
		to[c] = float64(o.Bar[block][at+c])
	}
}

// time is the index of the derivative with respect to an output time of a row: that of the first of equal times.
func (o *Outputs[T]) time(times []float64, row, i int) int {
	i = control.FirstEqual(times, i)
	if o.Own {
		i += o.At[row]
	}
	return i
}

// inside holds what the pullback of output times needs: for the output times in the steps of all lanes, one after another,
// where they lie in their step, and the weights of the levels there with their slopes; then memory for a block.
type inside struct {
	widths                     []int     // by block
	fractions, weights, slopes []float64 // a number, and two by level
	levels, levelBars          []float64 // by column and level
	bar, sum                   []float64 // by column: a cotangent, and a sum of cotangents
}

// forget removes the output times.
func (in *inside) forget() {
	in.fractions, in.weights, in.slopes = in.fractions[:0], in.weights[:0], in.slopes[:0]
}

// add adds an output time at θ of its step.
func (in *inside) add(θ float64, levels int) {
	n := len(in.weights)
	in.fractions = append(in.fractions, θ)
	in.weights, in.slopes = slices.Grow(in.weights, levels)[:n+levels], slices.Grow(in.slopes, levels)[:n+levels]
	nested.Weights(in.weights[n:], in.slopes[n:], θ)
}

// fit makes room for a block.
func (in *inside) fit(levels, width int) {
	in.levels, in.levelBars = reuse.Resized(in.levels, levels*width), reuse.Cleared(in.levelBars, levels*width)
	in.bar, in.sum = reuse.Resized(in.bar, width), reuse.Cleared(in.sum, width)
}

// enterOutputs finds the output times in the step of each lane. It makes their cotangents those of the levels.
func (u *Replayer[T]) enterOutputs() {
	if u.cotangents.Outputs == nil {
		return
	}
	for p := range u.Bar.Levels {
		u.Bar.Levels[p].Clear() // in unused lanes too
	}
	u.inside.forget()
	for l := range u.n {
		u.place(&u.lanes[l])
		for b := range u.inside.widths {
			u.enterBlock(l, b)
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
	for _, t := range times[lane.first:lane.end] {
		u.inside.add(step.Fraction(t), len(u.Levels))
	}
}

// enterBlock is enterOutputs for a block of a lane.
func (u *Replayer[T]) enterBlock(l, b int) {
	lane, in, width, levels := &u.lanes[l], &u.inside, u.inside.widths[b], len(u.Levels)
	if lane.first == lane.end {
		return
	}
	in.fit(levels, width)
	for i := range lane.end - lane.first {
		u.cotangents.Outputs.copyBar(in.bar, b, lane.row, lane.first+i)
		weights := in.weights[(lane.inside+i)*levels:][:levels]
		for c, v := range in.bar {
			to := in.levelBars[c*levels:][:levels]
			for p, weight := range weights {
				to[p] += float64(weight * v)
			}
		}
	}
	for p := range levels {
		if to := u.Bar.Levels[p].Block(b); to.Exists() {
			for c := range width {
				to.Set(l, c, T(in.levelBars[c*levels+p]))
			}
		}
	}
}

// leaveOutputs adds the cotangents of the output times in the steps to those of the beginnings of the steps, and the
// derivatives with respect to the output times.
func (u *Replayer[T]) leaveOutputs() {
	if u.cotangents.Outputs == nil {
		return
	}
	for l := range u.n {
		lane := &u.lanes[l]
		for b := range u.inside.widths {
			u.leaveBlock(l, b)
		}
		lane.end = lane.first
		u.cotangents.loadQuadratures(u.Bar.Q.Pack, l, lane.row)
	}
}

// leaveBlock is leaveOutputs for a block of a lane.
func (u *Replayer[T]) leaveBlock(l, b int) {
	lane, in, width, levels := &u.lanes[l], &u.inside, u.inside.widths[b], len(u.Levels)
	if lane.first == lane.end {
		return
	}
	in.fit(levels, width)
	for p := range levels {
		for c := range width {
			in.levels[c*levels+p] = u.Levels.At(p, b, c, l)
		}
	}
	c, total, moment := u.cotangents, 0.0, 0.0
	times := control.OutputTimes(c.problem, lane.row)
	for i := lane.first; i < lane.end; i++ {
		at := lane.inside + i - lane.first
		c.Outputs.copyBar(in.bar, b, lane.row, i)
		slope, slopes := 0.0, in.slopes[at*levels:][:levels]
		for c, v := range in.bar {
			of := 0.0
			for p, level := range in.levels[c*levels:][:levels] {
				of += float64(slopes[p] * level)
			}
			slope, in.sum[c] = slope+float64(of*v), in.sum[c]+v
		}
		slope /= u.tape.H[lane.record]
		total, moment = total+slope, moment+float64(in.fractions[at]*slope)
		c.addTime(times, lane.row, i, slope)
	}
	c.add(u.Bar.Y.Pack, l, b, lane.row, in.sum)
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
