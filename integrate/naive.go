package integrate

import (
	"context"
	"fmt"
	"slices"

	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"

	"github.com/gorgoflow/gorgoflow/graph"
)

// maxNaive bounds the steps of a row in one graph.
const maxNaive = 256

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
		for rows := range slices.Chunk(byLength[n], w.runner.plan.Lanes) {
			if err := whole.pull(rows, w.tape, &w.pass); err != nil {
				return err
			}
		}
		if err := addSums(e.sums, whole.program, whole.params); err != nil {
			return err
		}
	}
	return nil
}

// course lists the records of a row from the first to the last.
func (tp *tape[T]) course(row int) (records []int32) {
	for at := tp.last[row-tp.lo]; at >= 0; at = tp.previous[at] {
		records = append(records, at)
	}
	slices.Reverse(records)
	return records
}

// whole is the pullback of a number of steps in one graph. Every row has times of its own,
// whatever the control: the steps of a pack are then equal.
type whole[T graph.Float] struct {
	system      *System
	stride      int
	program     *graph.Program[T]
	run         price
	evaluations int   // a row
	t, h        [][]T // by step
	y, extras   [][]T
	yBar, qBar  [][]T
	yOut, xOut  [][]T
	tOut, hOut  [][]T // by step
	params      [][]T
}

// wholeGraph is the graph of all steps so far.
type wholeGraph struct {
	b         *graph.Builder
	system    *System
	tableau   *Tableau
	t, h      []*G.Node // by step
	y, extras []*G.Node // inputs
	end, quad []*G.Node // by block: the state, the sum of the increments
	k         []*G.Node // carried over to the next step
}

func buildWhole[T graph.Float](s *System, p *plan, steps int) (*wholeGraph, error) {
	w := &wholeGraph{b: graph.NewBuilder[T](p.Lanes), system: s, tableau: p.Tableau, quad: make([]*G.Node, len(s.Blocks))}
	t, y, extras := s.inputs(w.b, PerRow)
	w.y, w.end, w.extras = y, y, extras
	if p.Tableau.FSAL() {
		var err error
		if w.k, err = s.derivative(w.b, t, y, extras); err != nil {
			return nil, err
		}
	}
	for n := range steps {
		if n > 0 {
			t = w.b.Input(fmt.Sprintf("t %d", n), 1)
		}
		if err := w.add(t, w.b.Input(fmt.Sprintf("h %d", n), 1)); err != nil {
			return nil, err
		}
	}
	return w, errors.Wrap(w.b.Err(), "building all steps")
}

// add appends a step of size h that begins at t.
func (w *wholeGraph) add(t, h *G.Node) error {
	g := &stepGraph{system: w.system, tableau: w.tableau, b: w.b, t: t, h: h, y: w.end, extras: w.extras, k1: w.k}
	w.t, w.h = append(w.t, g.t), append(w.h, g.h)
	if err := g.build(false); err != nil {
		return err
	}
	for i, d := range g.increment {
		switch {
		case d == nil:
		case w.quad[i] == nil:
			w.quad[i] = d
		default:
			w.quad[i] = w.b.Add(w.quad[i], d)
		}
	}
	w.end, w.k = g.y1, g.kLast
	return nil
}

func newWhole[T graph.Float](s *System, p *plan, steps int) (*whole[T], error) {
	g, err := buildWhole[T](s, p, steps)
	if err != nil {
		return nil, err
	}
	b := g.b
	var bars cotangents
	for i, block := range s.Blocks {
		bars.y = append(bars.y, bars.of(b, g.end[i], "cotangent y."+block.Name, block.Width))
		bars.q = append(bars.q, bars.of(b, g.quad[i], "cotangent q."+block.Name, block.Width))
	}
	params := paramNodes(b, s)
	grads := b.VJP(bars.outs, bars.bars, slices.Concat(present(g.y), g.extras, g.t, g.h, params))
	if b.Err() != nil {
		return nil, errors.Wrap(b.Err(), "differentiating all steps")
	}
	var in, out ports
	t, h, y, extras, yBar, qBar := in.addAll(g.t), in.addAll(g.h), in.addAll(g.y), in.addAll(g.extras), in.addAll(bars.y), in.addAll(bars.q)
	yOut, grads := portsOf(&out, g.y, grads)
	xOut, grads := portsOf(&out, g.extras, grads)
	tOut, grads := portsOf(&out, g.t, grads)
	hOut, grads := portsOf(&out, g.h, grads)
	perRow := len(out.nodes)
	sums, _ := portsOf(&out, params, grads)
	prog, err := graph.Compile[T](in.nodes, out.nodes, &graph.CompileSettings{Builder: b, Accumulate: out.nodes[perRow:]})
	if err != nil {
		return nil, errors.Wrap(err, "compiling the pullback of all steps")
	}
	prog.Zero()
	w := &whole[T]{system: s, program: prog, stride: prog.Stride(), evaluations: steps * p.Tableau.evaluationsPerStep(),
		t: allInputs(prog, t), h: allInputs(prog, h), y: allInputs(prog, y), extras: allInputs(prog, extras),
		yBar: allInputs(prog, yBar), qBar: allInputs(prog, qBar), yOut: allOutputs(prog, yOut), xOut: allOutputs(prog, xOut),
		tOut: allOutputs(prog, tOut), hOut: allOutputs(prog, hOut), params: allOutputs(prog, sums)}
	w.run, _ = priceOf(prog, out.nodes)
	return w, nil
}

// pull takes the cotangents of some rows from the end to the beginning.
func (w *whole[T]) pull(rows []int, tp *tape[T], pass *pass[T]) error {
	for _, list := range [][][]T{w.yBar, w.qBar} {
		for _, x := range list {
			clear(x) // in lanes that are not in use too
		}
	}
	for l, row := range rows {
		for n, record := range tp.course(row) {
			w.t[n][l], w.h[n][l] = T(tp.t[record]), T(tp.h[record])
		}
		w.load(l, row, pass)
	}
	if err := w.program.Run(len(rows)); err != nil {
		return err
	}
	pass.stats.Accepted += len(rows) * len(w.t)
	pass.stats.Evaluations += len(rows) * w.evaluations
	w.run.run(len(rows), &pass.stats)
	for l, row := range rows {
		w.save(l, row, pass)
		w.addTimes(l, tp.course(row), tp, pass)
	}
	return nil
}

// load puts the beginning of a row and the cotangents of its end into a lane.
func (w *whole[T]) load(l, row int, pass *pass[T]) {
	p := pass.problem
	for b, block := range w.system.Blocks {
		for c := range block.Width {
			at, i := c*w.stride+l, row*block.Width+c
			if w.y[b] != nil {
				w.y[b][at] = 0
				if p.Y != nil && p.Y[b] != nil {
					w.y[b][at] = p.Y[b][i]
				}
			}
			if w.yBar[b] != nil {
				w.yBar[b][at] = pass.y[b][i]
			}
			if w.qBar[b] != nil {
				w.qBar[b][at] = T(pass.q[b][i-pass.lo*block.Width])
			}
		}
	}
	for e, block := range w.system.Extras {
		for c := range block.Width {
			w.extras[e][c*w.stride+l] = extra(p, e, row*block.Width+c)
		}
	}
}

// save writes the cotangents of the beginning of a row.
func (w *whole[T]) save(l, row int, pass *pass[T]) {
	for b, block := range w.system.Blocks {
		for c := range block.Width {
			if w.yOut[b] != nil {
				pass.y[b][row*block.Width+c] = w.yOut[b][c*w.stride+l]
			}
		}
	}
	for e, block := range w.system.Extras {
		for c := range block.Width {
			if w.xOut[e] != nil {
				pass.extras[e][row*block.Width+c] = w.xOut[e][c*w.stride+l]
			}
		}
	}
}

// addTimes adds the cotangents of t and h of every step of a row to those of the ends, as
// those of puller.addTimes.
func (w *whole[T]) addTimes(l int, course []int32, tp *tape[T], pass *pass[T]) {
	t0, length := pass.problem.T0, pass.problem.T1-pass.problem.T0
	for n, record := range course {
		s, ds := (tp.t[record]-t0)/length, tp.h[record]/length
		if out := w.tOut[n]; out != nil {
			pass.t0 += float64(out[l]) * (1 - s)
			pass.t1 += float64(out[l]) * s
		}
		if out := w.hOut[n]; out != nil {
			pass.t0 -= float64(out[l]) * ds
			pass.t1 += float64(out[l]) * ds
		}
	}
}
