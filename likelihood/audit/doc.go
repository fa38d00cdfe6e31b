// Package audit examines a flow or a stack on data: it compares independent computations of its numbers.
//
//	report, err := audit.Run(ctx, flow, data, nil)
//	fmt.Println(report)        // a table, a line for each check
//	if !report.Pass() { … }
//
// The checks are: is every row solved and certified, and its error bound small; are the maps inverse to each other; is
// log p that of the map's Jacobian, found by differences of the map alone; do replay, backsolve and differences of the
// loss agree on the gradient, and that with LogProb and its differences; does the base draw from its own density, and
// is its score that density's; does the density integrate to one; and are the data distributed as the base at T0? A
// check without a verdict is Unknown, not passed. A check with a verdict states by Check.Detects how large an error it
// would have found; tests confirm this with flows and bases whose errors are a tenth larger.
package audit
