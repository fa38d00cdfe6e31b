// The interface of an operation: sizes, plain computation and identity.

// Package ops holds the operations of expressions: for each the size of its result, a plain computation by loops, with
// which tests compare the compiled one, and an identity. Rules for derivatives are in package graph, in terms of these
// operations.
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
	// Size is the size of the result for operands of these sizes; otherwise want says what would be right.
	Size(x []Dims) (y Dims, want string)
	// Compute computes the result by plain loops, for operands of right sizes.
	Compute(x []Matrix) Matrix
	// Identity identifies the operation: a byte for its type, and its attributes.
	Identity() (byte, []uint64)
	// HasDerivative reports whether there is a derivative with respect to an operand.
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

// Types of operations, for Identity. Files hold hashes of these numbers: append only.
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
	// Rehashed is no operation: a hash that begins with it is one that replaces an operation's own.
	Rehashed
	kindConvolve
	kindMaxCols
	kindPower
)

func bit(set bool) uint64 {
	if set {
		return 1
	}
	return 0
}

func bits(v float64) uint64 { return math.Float64bits(v) }
