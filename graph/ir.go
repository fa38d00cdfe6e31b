package graph

import (
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// code says what a value of the intermediate representation is made by.
type code uint8

const (
	codeInput code = iota
	codeParam
	codeConst
	codeMatMul
	codeMatMulTimes // a product of fixed matrices, times a third element by element
	codeUnary
	codeAffine
	codeBinary
	codeTernary
	codeBroadcastRows
	codeBroadcastCols
	codeTileRows
	codeFoldRows
	codeSumRows
	codeSumCols
	codeSumColsProduct
	codeSliceCols
	codePadCols
	codeConcatCols
	codeTranspose
	codeToFlat
	codeToLanes
	codeSum
	codeFactorRows
	codeSolveRows
	codeForeign
)

// value is one matrix of a program under compilation.
//
// batch is K for a per-row value of K·R rows, stored feature after feature with the rows
// ("lanes") contiguous; 0 for a fixed value, stored row-major.
type value struct {
	id         int
	code       code
	fn         int // function of a unary, binary or ternary
	a, b       float64
	flagA      bool // transA of a product
	flagB      bool // transB of a product
	n          int  // K, from, before … whatever integer the op carries
	args       []*value
	rows, cols int
	batch      int
	node       *G.Node
	op         G.Op      // foreign ops only
	call       *foreign  // foreign ops only
	param      param     // of a codeParam
	data       []float64 // of a codeConst that the Builder knows, row by row; else the node's value counts
	perRow     bool      // the Builder calls the node per row

	total    bool // a codeSum that adds up over runs and is not an output
	final    bool // computed by Finish
	uses     int
	phase    phase
	output   bool // lives in a buffer of its own
	position int  // in the schedule
	last     int  // position of the last reader
	slot     slot
	viewed   bool // another value is a part of its storage
}

// param is a parameter: its backing array, and the container whose version moves with it.
type param interface {
	Storage() any
	Container() versioned
}

// versioned is a container of parameters.
type versioned interface{ Version() uint64 }

// foreign runs an operation that is not ours.
type foreign struct {
	shapes []tensor.Shape // of the operands
	do     func(operands []G.Value) (G.Value, error)
}

// phase says when a value is computed.
type phase uint8

const (
	phaseLeaf     phase = iota // bound from outside
	phasePrologue              // depends on parameters and constants alone: once per change of the parameters
	phaseShared                // vectors that are the same for all rows, in programs that take them block by block: before any block
	phaseRun
	phaseDeferred
	phaseFinal // from sums over many runs: by Finish
)

// isLeaf reports whether the value is bound from outside.
func (v *value) isLeaf() bool { return v.code <= codeConst }

// isBroadcast reports whether the value is never stored: readers step over its argument with stride 0.
func (v *value) isBroadcast() bool {
	switch v.code {
	case codeBroadcastRows:
		return v.batch > 0
	case codeBroadcastCols, codeTileRows:
		return v.batch > 0
	}
	return false
}

// isView reports whether the value's storage is a part of its argument's.
func (v *value) isView() bool {
	return v.code == codeSliceCols && (v.batch > 0 || v.rows == 1)
}

// isElementwise reports whether the value is computed element by element from values of its own shape.
func (v *value) isElementwise() bool {
	switch v.code {
	case codeUnary, codeAffine, codeBinary, codeTernary:
		return true
	}
	return false
}

// depth is the number of products that an element of a product of fixed matrices sums up.
func (v *value) depth() int {
	if v.flagA {
		return v.args[0].rows
	}
	return v.args[0].cols
}

// stored is the value whose storage v reads: v itself unless it is a view.
func (v *value) stored() *value {
	for v.isView() {
		v = v.args[0]
	}
	return v
}

// program under compilation.
type ir struct {
	rows     int // R, 0 when nothing is per row
	static   bool
	block    int      // rows that are computed at once; 0: all
	values   []*value // in an order in which arguments come first
	inputs   []*value
	outputs  []*value
	deferred []bool // of the outputs
	sums     []bool // outputs that accumulate
	totals   []*value
	tails    []tail
	without  map[string]bool // passes that are left out
}

func (p *ir) add(v *value) *value {
	v.id = len(p.values)
	p.values = append(p.values, v)
	return v
}
