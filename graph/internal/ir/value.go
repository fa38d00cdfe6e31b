// A value and the program that it belongs to.

package ir

import (
	"fmt"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Value is one matrix of a program under compilation.
//
// Batch is K for a per-row value of K·R rows, stored feature after feature with the rows
// ("lanes") contiguous; 0 for a fixed value, stored row-major.
type Value struct {
	ID         int // its index among the program's values
	Op         Op
	Args       []*Value
	Rows, Cols int
	Batch      int
	Node       *G.Node // the node of the value; nil for a value that a pass has added
	PerRow     bool    // the Builder calls the node per row
	Call       *Call   // for an operation that may have no kernel

	Output bool // lives in a buffer of its own
	Total  bool // a Sum over runs that is not an output
	Final  bool // computed by Finish
}

// Call runs an operation by its own Do.
type Call struct {
	Name   fmt.Stringer
	Shapes []tensor.Shape // of the operands
	Do     func(operands []G.Value) (G.Value, error)
	Pure   bool // it is known that the result depends on the operands alone
}

// IsLeaf reports whether the value is bound from outside.
func (v *Value) IsLeaf() bool {
	switch v.Op.(type) {
	case Input, Param, Const:
		return true
	}
	return false
}

// IsBroadcast reports whether the value is never stored: readers read its argument with stride 0.
func (v *Value) IsBroadcast() bool {
	switch v.Op.(type) {
	case BroadcastRows, BroadcastCols, TileRows:
		return v.Batch > 0
	}
	return false
}

// IsView reports whether the value's storage is a part of its argument's.
func (v *Value) IsView() bool {
	return Is[SliceCols](v) && (v.Batch > 0 || v.Rows == 1)
}

// IsElementwise reports whether the value is computed element by element from values of its own shape.
func (v *Value) IsElementwise() bool {
	switch v.Op.(type) {
	case Unary, Affine, Binary, Ternary, AddScaled:
		return true
	}
	return false
}

// IsContraction reports whether v sums over the batch.
func IsContraction(v *Value) bool {
	switch v.Op.(type) {
	case MatMul, SumRows, Convolve:
		return v.Batch == 0 && v.Args[0].Batch > 0
	}
	return false
}

// Depth is the number of products in an element of a product of fixed matrices.
func (v *Value) Depth() int {
	switch m := v.Op.(type) {
	case MatMul:
		return v.inner(m.TransA)
	case MatMulTimes:
		return v.inner(m.TransA)
	}
	return 0
}

func (v *Value) inner(transA bool) int {
	if transA {
		return v.Args[0].Rows
	}
	return v.Args[0].Cols
}

// String is the name of the value in messages.
func (v *Value) String() string {
	if v.Node != nil {
		return fmt.Sprintf("value %d (%s)", v.ID, v.Node.Name())
	}
	return fmt.Sprintf("value %d", v.ID)
}

// Program is a program under compilation. Its fields are in one struct because every pass reads and writes several of them.
type Program struct {
	Rows      int // R, 0 if nothing is per row
	Static    bool
	Single    bool     // a single row, whose features, or copies, lie side by side: see arrangeSingle
	Pad       int      // elements of the widest vector
	Block     int      // rows of a row block; 0: all
	Tile      int      // elements of a tile of element-wise neighbours
	Values    []*Value // in an order in which arguments come first
	Inputs    []*Value
	Outputs   []*Value
	Deferred  []bool // of the outputs
	Sums      []bool // outputs that accumulate
	Totals    []*Value
	Epilogues []Epilogue
	Without   map[string]bool // names of passes that are left out

	Stop func() error // an error ends the compilation; nil: nothing ends it
}

// Interrupted is the error of Stop.
func (p *Program) Interrupted() error {
	if p.Stop == nil {
		return nil
	}
	return p.Stop()
}

// Add appends a value.
func (p *Program) Add(v *Value) *Value {
	v.ID = len(p.Values)
	p.Values = append(p.Values, v)
	return v
}

// Uses counts the readers of each value, by its ID, among the values that outputs need.
func (p *Program) Uses() []int {
	uses := make([]int, len(p.Values))
	for _, v := range p.Outputs {
		uses[v.ID]++
	}
	for _, t := range p.Epilogues {
		uses[t.Term.ID]++
	}
	for i := len(p.Values) - 1; i >= 0; i-- {
		if uses[i] > 0 {
			for _, a := range p.Values[i].Args {
				uses[a.ID]++
			}
		}
	}
	return uses
}
