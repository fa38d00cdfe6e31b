// Package graph is the symbolic layer: expressions over batches as Gorgonia graphs, their
// derivatives of any order, traces of Jacobians, and Programs that run them without allocating.
//
// # Expressions
//
// All nodes are matrices. A per-row node has a row for each of the R rows of the batch, or K copies of the batch one
// under another (row k·R+r). Every other node is fixed: parameters, constants, shared inputs, and nodes that depend
// only on these. A Builder adds nodes, broadcasts operands, simplifies, and records which leaves are inputs, parameters
// and constants. Its errors stick: check Err once, at the end.
//
// The ops are ordinary gorgonia.Op and gorgonia.SDOp, and graphs may contain Gorgonia's own ops and a user's too. If a
// Gorgonia op has a counterpart in this package, derivatives and programs use the counterpart.
//
// # Derivatives
//
// For y = f(x) with Jacobian J,
//
//	VJP: g ↦ gᵀ·J      the cotangent of x for the cotangent g of y   (reverse mode)
//	JVP: v ↦ J·v       the tangent of y for the tangent v of x       (forward mode)
//
// Both add nodes of ops that have both rules themselves, so derivatives of derivatives exist. They leave no mark on the
// nodes, unlike gorgonia.Grad, which is silently wrong when it is called twice on one graph. The nodes with respect to
// which one differentiates count as leaves. A nil result is structurally zero. Where every op acts on each row alone, K
// tangents or cotangents are computed at once as a batch of K·R rows.
//
// # Traces
//
// tr ∂f/∂z of each row, for the instantaneous change of variables d log p/dt = -tr ∂f/∂z (Chen et al., Neural Ordinary
// Differential Equations, 2018): Trace is exact and takes D tangents. It takes D cotangents instead where an op is not
// known to act on each row alone. An estimate with a probe ε is a VJP: εᵀ·(∂f/∂z)·ε (Grathwohl et al., FFJORD, 2019).
//
// # Running
//
// Compile turns inputs and outputs into a Program once; Program.Run then evaluates them for any number n ≤ R of rows.
// The result of a row does not depend on the other rows.
package graph
