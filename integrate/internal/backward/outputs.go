// The pullback of output times, which the interpolants of the steps give.

package backward

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/nested"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
)

// Outputs holds the cotangents of the solution of a batch at its output times.
type Outputs[T graph.Float] struct {
	Bar     [][]T       // by state: that of a row's output i at (row·Most+i)·width
	QuadBar [][]float64 // the same by quadrature
	Most    int         // the largest number of output times of a row
	First   []int       // by row: the first output time of the problem being pulled back
	Own     bool        // rows have output times of their own
}

// copyBar copies the cotangent of a block at an output time.
func (o *Outputs[T]) copyBar(to []float64, block, row, i int) {
	at := (row*o.Most + o.First[row] + i) * len(to)
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
		i += row*o.Most + o.First[row]
	}
	return i
}

// inside holds what the pullback of output times needs: for the output times in the steps of all lanes, one after another,
// where they lie in their step, and the weights of the levels there with their slopes; then memory for a block.
type inside struct {
	widths                     []int     // by block
	fractions, weights, slopes []float64 // a number, and two by level
	levels, levelBars          []float64 // by level and column
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
		for p, weight := range in.weights[(lane.inside+i)*levels:][:levels] {
			to := in.levelBars[p*width:]
			for c, v := range in.bar {
				to[c] += float64(weight * v)
			}
		}
	}
	for p := range levels {
		if to := u.Bar.Levels[p].Block(b); to.Exists() {
			for c, v := range in.levelBars[p*width:][:width] {
				to.Set(l, c, T(v))
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
			in.levels[p*width+c] = u.Levels.At(p, b, c, l)
		}
	}
	for i := range lane.end - lane.first {
		u.cotangents.Outputs.copyBar(in.bar, b, lane.row, lane.first+i)
		slope := 0.0
		for p, s := range in.slopes[(lane.inside+i)*levels:][:levels] {
			for c, v := range in.bar {
				slope += float64(s * in.levels[p*width+c] * v)
			}
		}
		for c, v := range in.bar {
			in.sum[c] += v
		}
		u.addOutputTime(lane, lane.first+i, in.fractions[lane.inside+i], slope/u.tape.H[lane.record])
	}
	u.cotangents.add(u.Bar.Y.Pack, l, b, lane.row, in.sum)
}

// addOutputTime adds v, the derivative with respect to output time i of a row, which lies at θ of the step of its lane.
// As t₀ and t₁ move the step, the time comes to lie elsewhere in it. A time on t₁ moves with t₁.
func (u *Replayer[T]) addOutputTime(lane *replayLane, i int, θ, v float64) {
	c := u.cotangents
	times := control.OutputTimes(c.problem, lane.row)
	s, ds := c.slopes(u.tape, lane.record)
	c.T0 += float64(v * (float64(θ*ds) - (1 - s)))
	c.T1 -= float64(v * (s + float64(θ*ds)))
	if times[i] == c.problem.T1 {
		c.T1 += v
	}
	c.Times[c.Outputs.time(times, lane.row, i)] += v
}
