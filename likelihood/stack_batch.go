// A batch on its way through the gradient of a stack, as its flows see it.

package likelihood

import "github.com/gorgoflow/gorgoflow/integrate"

// stackBatch is what the flows of a stack read of a batch and add to it. Goroutines write disjoint rows.
type stackBatch struct {
	method    *integrate.GradientSettings
	share     float64   // of a row in the mean
	nll       []float64 // of each row
	condition []float64 // rows×C: ∂Loss/∂c
	failed    failures
}
