// The operations of values, each with its attributes.

package ir

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/conv"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// Op is the operation of a value: one of the types below, compared by ==. Two values with equal operations, sizes and
// arguments hold equal numbers.
type Op interface{ isOp() }

// op makes a type an Op.
type op struct{}

func (op) isOp() {}

// Is reports whether a value's operation is of that type.
func Is[O Op](v *Value) bool {
	_, ok := v.Op.(O)
	return ok
}

// Leaves are bound from outside.
type (
	Input struct{ op }
	Param struct {
		op
		Bound BoundParam
	}
	Const struct {
		op
		Data *[]float64 // row by row, for a constant of the Builder; nil: the node's value
	}
)

// BoundParam is a parameter: its backing array, and the container whose version changes with it.
type BoundParam interface {
	Storage() any
	Container() Versioned
}

// Versioned is a container of parameters.
type Versioned interface{ Version() uint64 }

// Products of matrices.
type (
	// MatMul is a·b. The product starts from the third argument, if there is one: a row for all rows, or a value of the
	// product's shape.
	MatMul struct {
		op
		TransA, TransB bool
	}
	// MatMulTimes is a product times a third value, element by element. One of fixed matrices has no more arguments; a
	// product row by row may be times a function of the third value, which copies of the batch may share, and may have
	// a row for all rows that it starts from.
	MatMulTimes struct {
		op
		TransA, TransB bool
		Of             scalar.FactorFunc
	}
)

// Functions element by element.
type (
	Unary struct {
		op
		Func scalar.UnaryFunc
	}
	// Affine is Scale·x + Shift.
	Affine struct {
		op
		Scale, Shift float64
	}
	Binary struct {
		op
		Func scalar.BinaryFunc
	}
	// Ternary only comes from fusion.
	Ternary struct {
		op
		Func scalar.TernaryFunc
	}
	// AddScaled is x + Scale·y. It only comes from fusion.
	AddScaled struct {
		op
		Scale float64
	}
)

// Broadcasts repeat elements: each row R times, a column, or all rows K times.
type (
	BroadcastRows struct {
		op
		R int
	}
	BroadcastCols struct{ op }
	TileRows      struct {
		op
		K int
	}
)

// Sums and maxima over rows or columns.
type (
	// FoldRows adds the K copies of the rows. It is the adjoint of TileRows.
	FoldRows struct {
		op
		K int
	}
	// SumRows adds the rows of each of K runs.
	SumRows struct {
		op
		K int
	}
	SumCols struct{ op }
	// MaxCols is the largest element of each row.
	MaxCols struct{ op }
	// SumColsProduct adds the products of two values over columns.
	SumColsProduct struct{ op }
	// Sum adds any number of arguments. Each is added as soon as it has been computed.
	Sum struct{ op }
)

// Operations that move elements.
type (
	SliceCols struct {
		op
		From int
	}
	PadCols struct {
		op
		Before int
	}
	ConcatCols struct{ op }
	Transpose  struct{ op }
	ToFlat     struct{ op } // a per-row value, row-major
	ToLanes    struct{ op } // its inverse
)

// Linear algebra of one N×N matrix in each row.
type (
	FactorRows struct {
		op
		N int
	}
	SolveRows struct {
		op
		N     int
		Trans bool
	}
)

// Convolve is one form of a convolution: see package conv.
type Convolve struct {
	op
	Shape conv.Shape
	Of    conv.Role
}

// Foreign is an operation that is not package graph's: the value's Call computes it.
type Foreign struct{ op }
