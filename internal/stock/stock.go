// Package stock lends what package graph knows of Gorgonia's operations to other packages of this module.
package stock

import G "gorgonia.org/gorgonia"

// Counterpart returns the operation and the operands of a node, those of package graph if the node's own operation is one of
// Gorgonia's that has a counterpart there. Package graph sets it.
var Counterpart func(n *G.Node) (G.Op, []*G.Node)
