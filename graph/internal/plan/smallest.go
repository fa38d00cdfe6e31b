// The choice between orders.

package plan

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
)

// Smallest is the plan of the order that needs the least memory, which is the faster one too: more of it stays in cache.
func Smallest(p *ir.Program) *Plan {
	roots := slices.Concat(p.Outputs, p.Totals)
	if p.Without[ir.PassOrder] {
		return Make(p, Order(p, roots))
	}
	given, sorted := Make(p, Order(p, roots)), Make(p, Order(p, ByAncestors(roots)))
	if given.Elements() < sorted.Elements() {
		return given
	}
	return sorted
}
