// What an operation is: sizes, numbers and a hash. Gorgonia, the Builder and derivatives are package graph's.

// Package ops are the operations of which everything is made: for each the size of its result, a plain computation by
// loops that the compiled one is compared with, and what tells it from others. Rules for derivatives are in package graph,
// in terms of these operations again.
package ops

import (
	"fmt"
	"math"
)

// Kind is an operation with its attributes. Kinds are compared by ==.
type Kind interface {
	fmt.Stringer
	// Arity is the number of operands.
	Arity() int
	// Size is that of the result for operands of these sizes; else what would be right.
	Size(x []Dims) (y Dims, want string)
	// Compute is the plain reference, for operands of right sizes.
	Compute(x []Matrix) Matrix
	// Identity tells the operation from others: the byte is of the type, the fields are its attributes.
	Identity() (byte, []uint64)
	// HasDerivative with respect to an operand.
	HasDerivative(operand int) bool
}

// smooth is embedded in operations with derivatives everywhere.
type smooth struct{}

// HasDerivative implements Kind.
func (smooth) HasDerivative(int) bool { return true }

// ofOne is embedded in operations of one operand.
type ofOne struct{}

// Arity implements Kind.
func (ofOne) Arity() int { return 1 }

// ofTwo is embedded in operations of two operands.
type ofTwo struct{}

// Arity implements Kind.
func (ofTwo) Arity() int { return 2 }

// Types of operations, for Identity. The numbers are in hashes that files hold: append only.
const (
	kindMatMul byte = iota
	kindUnary
	kindAffine
	kindBinary
	kindBroadcastRows
	kindSumRows
	kindTileRows
	kindFoldRows
	kindBroadcastCols
	kindSumCols
	kindSliceCols
	kindPadCols
	kindConcatCols
	kindTranspose
	kindFactorRows
	kindSolveRows
	// Rehashed is not one of these: what a hash begins with that is another than the operation's own.
	Rehashed
	kindConvolve
)

func bit(set bool) uint64 {
	if set {
		return 1
	}
	return 0
}

func bits(v float64) uint64 { return math.Float64bits(v) }
