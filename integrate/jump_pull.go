package integrate

import (
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"

	"github.com/gorgoflow/gorgoflow/graph"
)

// jumpPullCode is System.Jump and its pullback.
type jumpPullCode[T graph.Float] struct {
	program        *graph.Program[T]
	t              int
	y, extras, bar []int
	z, yOut, xOut  []int
	params         []int
}

func compileJumpPull[T graph.Float](s *System, p *plan) (*jumpPullCode[T], error) {
	b := graph.NewBuilder[T](p.Lanes)
	t, y, extras := s.inputs(b, p.Control)
	z, err := s.jumped(s.Jump, b, t, y, extras)
	if err != nil {
		return nil, err
	}
	var bars cotangents
	for i, block := range s.Blocks {
		bars.y = append(bars.y, bars.of(b, z[i], "cotangent "+block.Name, block.Width))
	}
	params := paramNodes(b, s)
	wrt := append(append(append([]*G.Node(nil), present(y)...), extras...), params...)
	grads := b.VJP(bars.outs, bars.bars, wrt)
	if b.Err() != nil {
		return nil, errors.Wrap(b.Err(), "differentiating a jump")
	}
	var in, out ports
	c := &jumpPullCode[T]{t: in.add(t), y: in.addAll(y), extras: in.addAll(extras), bar: in.addAll(bars.y), z: out.addAll(z)}
	c.yOut, grads = portsOf(&out, y, grads)
	c.xOut, grads = portsOf(&out, extras, grads)
	perRow := len(out.nodes)
	c.params, _ = portsOf(&out, params, grads)
	c.program, err = graph.Compile[T](in.nodes, out.nodes, &graph.CompileSettings{Builder: b, Accumulate: out.nodes[perRow:]})
	return c, errors.Wrap(err, "compiling the pullback of a jump")
}

// jumpRows applies System.Jump to all rows.
func (s *Solver[T]) jumpRows(t float64, y [][]T, p *Problem[T]) ([][]T, error) {
	if s.system.Jump == nil {
		return y, nil
	}
	out := make([][]T, len(y))
	for b := range y {
		out[b] = append([]T(nil), y[b]...)
	}
	return out, s.eachJump(t, y, nil, p, func(prog *graph.Program[T], c *jumpPullCode[T], lo, n int) {
		for b, block := range s.system.Blocks {
			if z := output(prog, c.z[b]); z != nil {
				storeRows(out[b], z, block.Width, prog.Stride(), lo, n)
			}
		}
	})
}

// pullJump takes the cotangents in a.bar from after a jump to before it.
func (s *Solver[T]) pullJump(a *along[T], t float64, y [][]T) error {
	if s.system.Jump == nil {
		return nil
	}
	bar := make([][]T, len(a.bar))
	for b := range bar {
		for _, v := range a.bar[b] {
			bar[b] = append(bar[b], T(v))
		}
	}
	var used *graph.Program[T]
	var code *jumpPullCode[T]
	err := s.eachJump(t, y, bar, a.p, func(prog *graph.Program[T], c *jumpPullCode[T], lo, n int) {
		used, code = prog, c
		for b, block := range s.system.Blocks {
			w, out := block.Width, output(prog, c.yOut[b])
			for i := 0; c.z[b] != absent && i < n*w; i++ {
				v := 0.0
				if out != nil {
					v = float64(out[i%w*prog.Stride()+i/w])
				}
				a.bar[b][lo*w+i] = v
			}
			// A block that the jump leaves alone may still enter the others.
			for i := 0; c.z[b] == absent && out != nil && i < n*w; i++ {
				a.bar[b][lo*w+i] += float64(out[i%w*prog.Stride()+i/w])
			}
		}
		for e, x := range s.system.Extras {
			out := output(prog, c.xOut[e])
			for i := 0; out != nil && i < n*x.Width; i++ {
				a.out.Extras[e][lo*x.Width+i] += out[i%x.Width*prog.Stride()+i/x.Width]
			}
		}
	})
	if err != nil {
		return err
	}
	for q, port := range code.params {
		for i, v := range output(used, port) {
			a.out.Params[q][i] += float64(v)
		}
	}
	return nil
}

// eachJump runs the jump and its pullback over all rows, a pack at a time.
func (s *Solver[T]) eachJump(t float64, y, bar [][]T, p *Problem[T], do func(*graph.Program[T], *jumpPullCode[T], int, int)) error {
	c, err := compileJumpPull[T](s.system, s.plan)
	if err != nil {
		return err
	}
	prog := c.program
	f := &field[T]{program: prog, stride: prog.Stride(), t: input(prog, c.t), y: allInputs(prog, c.y), extras: allInputs(prog, c.extras)}
	bars := allInputs(prog, c.bar)
	prog.Zero()
	state := &Problem[T]{Rows: p.Rows, Y: y, Extras: p.Extras}
	for lo := 0; lo < p.Rows; lo += s.plan.Lanes {
		n := min(s.plan.Lanes, p.Rows-lo)
		f.load(state, s.system, t, lo, n)
		for b := range bars {
			clear(bars[b])
		}
		loadRows(bars, bar, s.system.Blocks, prog.Stride(), lo, n)
		if err := prog.Run(n); err != nil {
			return err
		}
		do(prog, c, lo, n)
	}
	return nil
}

// storeRows transposes n lanes into rows from lo on.
func storeRows[T graph.Float](rows, lanes []T, width, stride, lo, n int) {
	for i := range n {
		for c := range width {
			rows[(lo+i)*width+c] = lanes[c*stride+i]
		}
	}
}
