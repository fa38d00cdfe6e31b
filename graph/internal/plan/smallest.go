// The choice between orders.

package plan

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
)

// Smallest returns the plan of the order that needs the least memory, which is also the faster one, since more of it stays
// in cache. The error is that of the program's Stop.
func Smallest(p *ir.Program) (*Plan, error) {
	roots := slices.Concat(p.Outputs, p.Totals)
	given := Make(p, Order(p, roots))
	if err := p.Interrupted(); err != nil || p.Without[ir.PassOrder] {
		return given, err
	}
	sorted := Make(p, Order(p, ByAncestors(p, roots)))
	if err := p.Interrupted(); err != nil || given.Elements() < sorted.Elements() {
		return given, err
	}
	return sorted, nil
}
