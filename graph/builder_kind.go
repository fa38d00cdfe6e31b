// The kinds of nodes: per row or fixed.

package graph

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/conv"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

// IsPerRow reports whether the rows of n are rows of the batch (one copy of the batch, or several).
func (b *Builder) IsPerRow(n *G.Node) bool {
	if n == nil || b.Rows() == 0 {
		return false
	}
	stack := []*G.Node{n}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		if _, known := b.perRow[top]; known {
			stack = stack[:len(stack)-1]
			continue
		}
		op, children := normalized(top)
		ready := true
		for _, c := range children {
			if _, known := b.perRow[c]; !known {
				stack = append(stack, c)
				ready = false
			}
		}
		if ready {
			b.perRow[top] = b.kind(top, op, children)
			stack = stack[:len(stack)-1]
		}
	}
	return b.perRow[n]
}

// kind decides whether a node is per row from its op and its operands' kinds.
func (b *Builder) kind(n *G.Node, op G.Op, children []*G.Node) bool {
	any := false
	for _, c := range children {
		any = any || b.perRow[c]
	}
	switch op := ours(op).(type) {
	case ops.BroadcastRows:
		return op.R == b.rows
	case ops.SumRows, ops.Transpose:
		return false
	case ops.MatMul:
		return b.perRow[children[0]] && !op.TransA && !b.perRow[children[1]]
	case ops.Convolve:
		return b.perRow[children[0]] && op.Of != conv.Kernel && !b.perRow[children[1]]
	case ops.Binary, ops.ConcatCols:
		return any && !b.tall(children)
	case ops.Unary, ops.Affine, ops.Power, ops.SliceCols, ops.PadCols, ops.BroadcastCols, ops.SumCols, ops.MaxCols, ops.FactorRows, ops.SolveRows:
		return any
	}
	rows, _, err := matrixShape(n)
	return err == nil && any && rows%b.rows == 0 && !(actsByElement(op, children) && b.tall(children))
}

// actsByElement reports whether an operation of Gorgonia's without a counterpart is a function of elements of two matrices.
func actsByElement(op G.Op, x []*G.Node) bool {
	switch stockName(op) {
	case "elemBinOp", "maxBetween", "minBetween":
		return x[0].IsMatrix() && x[1].IsMatrix()
	}
	return false
}

// tall reports whether operands are fixed, as tall as the batch: a matrix beside rows that Gorgonia has repeated for it, as
// many as the batch has. That of the latter alone looks like a row for each row of the batch. In a batch of one row it may
// be a row that is repeated once.
func (b *Builder) tall(operands []*G.Node) bool {
	fixed := false
	for _, x := range operands {
		fixed = fixed || !b.perRow[x] && (b.dims(x).Rows > 1 || b.rows == 1)
	}
	if !fixed {
		return false
	}
	for _, x := range operands {
		if b.perRow[x] && b.readsRows(x) {
			return false
		}
	}
	return true
}

// readsRows reports whether an input that has a row for each row of the batch is below a per-row node, each row through
// per-row nodes: sums over the batch are fixed.
func (b *Builder) readsRows(n *G.Node) bool {
	seen := make(map[*G.Node]bool)
	for stack := []*G.Node{n}; len(stack) > 0; {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[top] || !b.perRow[top] {
			continue
		}
		seen[top] = true
		op, operands := normalized(top)
		if op == nil {
			return true
		}
		stack = append(stack, operands...)
	}
	return false
}
