// The call by which a stack has one flow do its part of a gradient.

package likelihood

// flowCall is the part of one flow in the gradient of a stack, for a block of the batch's rows: it takes the rows from
// the data's side of the flow to the base's, has the loss of what is below differentiated there, and comes back.
type flowCall struct {
	batch   *stackBatch
	lo, hi  int       // rows of the batch
	v       []float64 // (hi-lo)×D: where the rows enter, on the data's side
	vbar    []float64 // gets ∂Loss/∂v
	request *request  // of the whole batch, for this flow

	// below differentiates the loss of rows lo … hi of the batch at z on the base's side.
	below func(lo, hi int, z, zbar []float64) error

	integrals [][]float64 // penalty → row of the batch; disjoint rows are written by several goroutines
	params    [][]float64 // gets ∂Loss/∂θ of these rows, and that of the duration
	sums      *partial
}
