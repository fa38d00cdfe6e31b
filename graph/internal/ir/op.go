// The operations: what a value is made by, each with its attributes.

package ir

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/conv"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// Op is what a value is made by: one of the types below, compared by ==. Two values with equal operations, sizes and
// arguments hold equal numbers.
type Op interface{ isOp() }

// op makes a type an Op.
type op struct{}

func (op) isOp() {}

// Is reports whether a value is made by an operation of that type.
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
		Data *[]float64 // row by row, of a constant that the Builder knows; nil: the node's value counts
	}
)

// BoundParam is a parameter: its backing array, and the container whose version moves with it.
type BoundParam interface {
	Storage() any
	Container() Versioned
}

// Versioned is a container of parameters.
type Versioned interface{ Version() uint64 }

// Products of matrices.
type (
	// MatMul is a·b. A third argument is what the product starts from: a row for all rows, or a value of the product's shape.
	MatMul struct {
		op
		TransA, TransB bool
	}
	// MatMulTimes is a product, times a third value element by element. One of fixed matrices has no more arguments; a product row by row may
	// be times a function of the third value, which copies of the batch may share, and may have a row for all rows that it starts from.
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
	// Ternary is made by fusion only.
	Ternary struct {
		op
		Func scalar.TernaryFunc
	}
	// AddScaled is x + Scale·y, made by fusion only.
	AddScaled struct {
		op
		Scale float64
	}
)

// Broadcasts repeat elements: each row R times in place, a column, all rows K times over.
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

// Sums over rows or columns.
type (
	// FoldRows adds the K copies of the rows, the inverse of TileRows.
	FoldRows struct {
		op
		K int
	}
	// SumRows adds each of K runs of rows.
	SumRows struct {
		op
		K int
	}
	SumCols struct{ op }
	// SumColsProduct adds the products of two values over columns.
	SumColsProduct struct{ op }
	// Sum adds all its arguments, of which there may be any number. Each is added as soon as it is known.
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

// Linear algebra of one N×N matrix a row.
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

// Convolve is a form of a convolution: see package conv.
type Convolve struct {
	op
	Shape conv.Shape
	Of    conv.Role
}

// Foreign is an operation that is not ours: the value's Call computes it.
type Foreign struct{ op }
