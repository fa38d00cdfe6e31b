// Package graph is the symbolic layer: expressions over batches as Gorgonia graphs, their
// derivatives of any order, traces of Jacobians, and Programs that run them without allocating.
//
// # Expressions
//
// All nodes are matrices. A per-row node holds one row for each row of the batch, R of them, or K
// copies of the batch one under another (row k·R+r). Every other node is fixed: parameters, constants,
// shared inputs, and what follows from them alone. A Builder adds nodes, broadcasts operands,
// simplifies, and remembers which leaf is what. Its errors stick: check Err once, at the end.
//
// The ops are ordinary gorgonia.Op and gorgonia.SDOp and may be mixed with Gorgonia's own, which
// are read as counterparts of ours where there is one, and with a user's.
//
// # Derivatives
//
// For y = f(x) with Jacobian J,
//
//	VJP: g ↦ gᵀ·J      the cotangent of x for the cotangent g of y   (reverse mode)
//	JVP: v ↦ J·v       the tangent of y for the tangent v of x       (forward mode)
//
// Both only add nodes, made of ops that have both rules again, so derivatives of derivatives
// exist; and unlike gorgonia.Grad, which is silently wrong when it is called twice on one graph,
// they leave no mark on the nodes. The nodes one differentiates by are leaves. nil stands for
// what is structurally zero. Where every op acts on each row alone, K tangents or cotangents go
// through at once as a batch of K·R rows.
//
// # Traces
//
// tr ∂f/∂z of each row, for the instantaneous change of variables d log p/dt = -tr ∂f/∂z (Chen
// et al., Neural Ordinary Differential Equations, 2018): exact (Trace), through D tangents or,
// where rows cannot be told apart, D cotangents. An estimate by a probe ε is a VJP: εᵀ·(∂f/∂z)·ε (Grathwohl et al., FFJORD, 2019).
//
// # Running
//
// Compile turns inputs and outputs into a Program once; Program.Run then evaluates them for any
// number n ≤ R of rows. What one row computes does not depend on the others.
package graph
