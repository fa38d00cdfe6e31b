package graph

import (
	"fmt"
	"testing"

	G "gorgonia.org/gorgonia"
)

// wideProgram computes a hidden layer of so many units that rows go through it in blocks, and a matrix that depends on
// an input which is the same for all rows.
func wideProgram[T Float](t *testing.T, rows int) (program *Program[T], b *Builder, in, out []*G.Node) {
	t.Helper()
	const wide = 2100
	p := NewParams(DtypeOf[T]())
	for _, s := range []struct {
		name       string
		rows, cols int
	}{{"into", 3, wide}, {"out", wide, 4}, {"bias", 1, wide}} {
		q, err := p.Add(s.name, s.rows, s.cols)
		must(t, err)
		for i := range q.Len() {
			q.Set(i, float64(i%17-8)/20)
		}
	}
	p.Touch()
	b = NewBuilder[T](rows)
	x, s := b.Input("x", 3), b.Shared("s", 1, wide)
	h := b.Softplus(b.Add(b.MatMul(x, b.Param(p.Get("into")), false, false), b.Param(p.Get("bias"))))
	scaled := b.Mul(b.Param(p.Get("out")), b.Transpose(b.Sigmoid(s)))
	y := b.MatMul(h, scaled, false, false)
	in, out = []*G.Node{x, s}, []*G.Node{y, b.SumCols(b.Mul(h, h)), b.Sigmoid(s)}
	program, err := Compile[T](in, out, &CompileSettings{Builder: b})
	must(t, err)
	return program, b, in, out
}

// TestBlocksOfRows: a program that goes through its rows in blocks gives what the ops give, for any number of rows and
// after a change of what the rows share.
func TestBlocksOfRows(t *testing.T) {
	checkBlocks[float32](t, 1e-4)
	checkBlocks[float64](t, 1e-11)
}

func checkBlocks[T Float](t *testing.T, tolerance float64) {
	const rows = 150
	program, _, in, out := wideProgram[T](t, rows)
	if block := program.plan.ir.block; block == 0 || block >= rows {
		t.Fatalf("the program takes %d rows at once, want fewer than %d", block, rows)
	}
	for run, n := range []int{rows, 64, 65, 1, 128} {
		fill(program, 0, uint64(run))
		fill(program, 1, uint64(run+10))
		values := make(map[*G.Node]G.Value)
		for i, node := range in {
			m := newMatrix(node.Shape()[0], node.Shape()[1])
			m.fill(func(r, c int) float64 {
				if i == 1 {
					return float64(program.Input(1)[c])
				}
				return float64(program.Input(0)[c*program.Stride()+r])
			})
			values[node] = m.value(DtypeOf[T]())
		}
		slowly(t, out, values)
		must(t, program.Run(n))
		for i, node := range out {
			want, _ := matrixOf(values[node])
			if i < 2 {
				want = firstRows(want, n)
			}
			compareOutput(t, fmt.Sprintf("%d rows, output %d", n, i), program, i, want, tolerance)
		}
	}
}

func firstRows(m matrix, n int) matrix {
	m.rows = min(m.rows, n)
	return m
}

// TestBlocksLeaveBitsAlone: a row has the same bits in a block as in a program of few rows, and a clone shares nothing.
func TestBlocksLeaveBitsAlone(t *testing.T) {
	large, _, _, _ := wideProgram[float32](t, 150)
	small, _, _, _ := wideProgram[float32](t, 1)
	clone := large.Clone()
	fill(large, 0, 1)
	fill(large, 1, 2)
	copy(small.Input(1), large.Input(1))
	must(t, large.Run(150))
	fill(clone, 0, 5)
	must(t, clone.Run(150))
	for r := range 150 {
		for c := range 3 {
			small.Input(0)[c*small.Stride()] = large.Input(0)[c*large.Stride()+r]
		}
		must(t, small.Run(1))
		for c := range 4 {
			if got, want := large.Output(0)[c*large.Stride()+r], small.Output(0)[c*small.Stride()]; got != want {
				t.Fatalf("row %d, column %d: %v in a block, %v alone", r, c, got, want)
			}
		}
	}
}
