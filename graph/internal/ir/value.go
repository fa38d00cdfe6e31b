package ir

import (
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Code says what a value of the intermediate representation is made by.
type Code uint8

const (
	Input Code = iota
	Param
	Const
	MatMul
	MatMulTimes // a product of fixed matrices, times a third element by element
	Unary
	Affine
	Binary
	Ternary
	BroadcastRows
	BroadcastCols
	TileRows
	FoldRows
	SumRows
	SumCols
	SumColsProduct
	SliceCols
	PadCols
	ConcatCols
	Transpose
	ToFlat
	ToLanes
	Sum
	FactorRows
	SolveRows
	Foreign
)

// Value is one matrix of a program under compilation.
//
// batch is K for a per-row value of K·R rows, stored feature after feature with the rows
// ("lanes") contiguous; 0 for a fixed value, stored row-major.
type Value struct {
	Id         int
	Code       Code
	Fn         int // function of a unary, binary or ternary
	A, B       float64
	FlagA      bool // transA of a product
	FlagB      bool // transB of a product
	N          int  // K, from, before … whatever integer the op carries
	Args       []*Value
	Rows, Cols int
	Batch      int
	Node       *G.Node
	Op         G.Op       // foreign ops only
	Call       *Call      // foreign ops only
	Param      BoundParam // of a Param
	Data       []float64  // of a Const that the Builder knows, row by row; else the node's value counts
	PerRow     bool       // the Builder calls the node per row

	Total    bool // a Sum that adds up over runs and is not an output
	Final    bool // computed by Finish
	Uses     int
	Phase    Phase
	Output   bool // lives in a buffer of its own
	Position int  // in the schedule
	Last     int  // position of the last reader
	Slot     Slot
	Viewed   bool // another value is a part of its storage
}

// BoundParam is a parameter: its backing array, and the container whose version moves with it.
type BoundParam interface {
	Storage() any
	Container() Versioned
}

// Versioned is a container of parameters.
type Versioned interface{ Version() uint64 }

// Call runs an operation that is not ours.
type Call struct {
	Shapes []tensor.Shape // of the operands
	Do     func(operands []G.Value) (G.Value, error)
}

// Phase says when a value is computed.
type Phase uint8

const (
	PhaseLeaf     Phase = iota // bound from outside
	PhasePrologue              // depends on parameters and constants alone: once per change of the parameters
	PhaseShared                // vectors that are the same for all rows, in programs that take them block by block: before any block
	PhaseRun
	PhaseDeferred
	PhaseFinal // from sums over many runs: by Finish
)

// IsLeaf reports whether the value is bound from outside.
func (v *Value) IsLeaf() bool { return v.Code <= Const }

// IsBroadcast reports whether the value is never stored: readers step over its argument with stride 0.
func (v *Value) IsBroadcast() bool {
	switch v.Code {
	case BroadcastRows:
		return v.Batch > 0
	case BroadcastCols, TileRows:
		return v.Batch > 0
	}
	return false
}

// IsView reports whether the value's storage is a part of its argument's.
func (v *Value) IsView() bool {
	return v.Code == SliceCols && (v.Batch > 0 || v.Rows == 1)
}

// IsElementwise reports whether the value is computed element by element from values of its own shape.
func (v *Value) IsElementwise() bool {
	switch v.Code {
	case Unary, Affine, Binary, Ternary:
		return true
	}
	return false
}

// Depth is the number of products that an element of a product of fixed matrices sums up.
func (v *Value) Depth() int {
	if v.FlagA {
		return v.Args[0].Rows
	}
	return v.Args[0].Cols
}

// stored is the value whose storage v reads: v itself unless it is a view.
func (v *Value) stored() *Value {
	for v.IsView() {
		v = v.Args[0]
	}
	return v
}

// program under compilation.
type Program struct {
	Rows      int // R, 0 when nothing is per row
	Static    bool
	Block     int      // rows that are computed at once; 0: all
	Tile      int      // elements of a tile of element-wise neighbours
	Values    []*Value // in an order in which arguments come first
	Inputs    []*Value
	Outputs   []*Value
	Deferred  []bool // of the outputs
	Sums      []bool // outputs that accumulate
	Totals    []*Value
	Epilogues []Epilogue
	Without   map[string]bool // passes that are left out
}

func (p *Program) Add(v *Value) *Value {
	v.Id = len(p.Values)
	p.Values = append(p.Values, v)
	return v
}
