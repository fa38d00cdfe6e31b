// What tests look at inside of builders, nodes and programs.

package graph

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/exec"
	G "gorgonia.org/gorgonia"
)

// Operation is an operation of this package as Gorgonia knows it.
type Operation = operation

var (
	ChildrenOf = childrenOf
	KindOf     = kindOf
	Normalize  = normalize
	OpOf       = opOf
	ShapeOf    = Convolution.shape
)

// Private methods of a Builder are functions here, since TestBuilderTakesAnySize calls all exported methods.
var (
	AddKind       = (*Builder).add // an operation, with what a Builder simplifies
	Affine        = (*Builder).affine
	Filled        = (*Builder).filled
	Tile          = (*Builder).tile
	TraceJVP      = (*Builder).traceJVP
	TraceOneByOne = (*Builder).traceOneByOne
	Unary         = (*Builder).unary
)

// SetPerRow says whether an input has something for each row, whatever its size.
func SetPerRow(b *Builder, input *G.Node, perRow bool) { b.perRow[input] = perRow }

// InBlocks has row blocks of so many rows.
func (s CompileSettings) InBlocks(rows int) *CompileSettings {
	s.blockRows = rows
	return &s
}

// InTiles has tiles of some elements at most.
func (s CompileSettings) InTiles(elements int) *CompileSettings {
	s.tile = elements
	return &s
}

// Without leaves some passes out.
func (s CompileSettings) Without(passes map[string]bool) *CompileSettings {
	s.without = passes
	return &s
}

func (p *Program[T]) Bound() *exec.Program[T] { return p.bound }

// IsOutputPerRow reports whether output i is per row, and thereby how it is stored.
func (p *Program[T]) IsOutputPerRow(i int) bool {
	return p.Output(i) != nil && p.bound.Plan.Ir.Outputs[i].Batch > 0
}
