// A function of a graph.Builder as a field.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// BuildFunc is a right-hand side in operations of a Builder: t is 1×1 or R×1, z is R×D, c is R×C or nil; the result is
// R×D. b.Param adds parameters. The Builder keeps errors of its operations; b.Fail reports others.
type BuildFunc func(b *graph.Builder, t, z, c *G.Node) *G.Node

// closureField is a field made by NewField or NewConditionalField.
type closureField struct {
	dim, cond int
	params    *graph.Params
	f         BuildFunc
}

// NewField makes a field of dimension dim from a function. nil params mean a field without parameters in double
// precision. NewField tries the function with t 1×1 and R×1, so that errors appear here and not only in Build. It
// refuses a leaf of Gorgonia's own (*UndeclaredError), even one that holds a value: no gradient would reach it.
func NewField(dim int, params *graph.Params, f BuildFunc) (Field, error) {
	return NewConditionalField(dim, 0, params, f)
}

// NewConditionalField is NewField for a function that reads a condition of width cond. The field is Conditional.
func NewConditionalField(dim, cond int, params *graph.Params, f BuildFunc) (Field, error) {
	params, err := checkField(dim, params, f == nil)
	if err != nil {
		return nil, err
	}
	if cond < 0 || cond > maxWidth {
		return nil, &SettingError{"cond", cond, sizesFrom(0)}
	}
	field := &closureField{dim: dim, cond: cond, params: params, f: f}
	if err := try(field); err != nil {
		return nil, err
	}
	return field, nil
}

// Dim implements Field.
func (f *closureField) Dim() int { return f.dim }

// CondDim implements Conditional.
func (f *closureField) CondDim() int { return f.cond }

// Params implements Field.
func (f *closureField) Params() *graph.Params { return f.params }

// Build implements Field.
func (f *closureField) Build(b *graph.Builder, t, z, c *G.Node) (y *G.Node, err error) {
	if err := checkArguments(f, b, t, z, c); err != nil {
		return nil, err
	}
	defer graph.Recover("dynamics: the function", &err)
	y = f.f(b, t, z, c)
	if err := b.Err(); err != nil {
		return nil, err
	}
	return y, checkResult(y, z)
}

// checkField completes and checks what fields made of functions have in common.
func checkField(dim int, params *graph.Params, missing bool) (*graph.Params, error) {
	if dim < 1 || dim > maxWidth {
		return nil, &SettingError{"dim", dim, sizesFrom(1)}
	}
	if missing {
		return nil, &SettingError{"function", nil, "a function"}
	}
	if params == nil {
		params = graph.NewParams(tensor.Float64)
	}
	return params, nil
}

// try builds a field with a shared and with a per-row time, in graphs of its own.
func try(f Field) error {
	const rows = 3 // more than one, and unlikely to be a dimension of the function
	for _, build := range []func(b *graph.Builder) *G.Node{
		func(b *graph.Builder) *G.Node { return b.Shared("t", 1, 1) },
		func(b *graph.Builder) *G.Node { return b.Input("t", 1) },
	} {
		b := newBuilder(f.Params().Dtype(), rows)
		t, z := build(b), b.Input("z", f.Dim())
		var c *G.Node
		if width := CondDim(f); width > 0 {
			c = b.Input("c", width)
		}
		y, err := f.Build(b, t, z, c)
		if err != nil {
			return err
		}
		if err := checkRowwise(b, []*G.Node{t, z, c}, f.Params(), y); err != nil {
			return err
		}
	}
	return nil
}

func newBuilder(dtype tensor.Dtype, rows int) *graph.Builder {
	if dtype == tensor.Float64 {
		return graph.NewBuilder[float64](rows)
	}
	return graph.NewBuilder[float32](rows)
}
