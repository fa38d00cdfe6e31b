// LossAt: the loss of a gradient with other parameters.
package likelihood_test

import (
	"context"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
)

// TestLossAtIsThatOfTheMovedParameters: LossAt returns the loss of Gradient after the parameters have moved, and leaves
// the parameters as they were.
func TestLossAtIsThatOfTheMovedParameters(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(7, 2, 1)
	for name, f := range smallFlows(t, true, nil) {
		before := paramValues(f)
		var moved [][]float64
		for _, p := range f.Params() {
			moved = append(moved, scaledBy(p.Values(), 1.1))
		}
		loss, err := f.LossAt(ctx, moved, x, nil)
		flowtest.Must(t, err)
		flowtest.CloseTo(t, name+": parameters afterwards", paramValues(f), before, 0)
		for i, p := range f.Params() {
			flowtest.Must(t, p.SetAll(moved[i]))
		}
		flowtest.Touch(f)
		g, err := f.Gradient(ctx, x, nil)
		flowtest.Must(t, err)
		flowtest.CloseTo(t, name+": loss", []float64{loss}, []float64{g.Loss}, 0)

		_, err = f.LossAt(ctx, moved[1:], x, nil)
		flowtest.WantError(t, name+": a parameter is missing", err, likelihood.ErrSettings)
		moved[0] = moved[0][1:]
		_, err = f.LossAt(ctx, moved, x, nil)
		flowtest.WantError(t, name+": a value is missing", err, likelihood.ErrSettings)
	}
}
