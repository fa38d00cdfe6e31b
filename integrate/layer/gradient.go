// The gradient of a layer's solve.

package layer

import (
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// pull computes the gradient of a loss whose derivatives with respect to the state at t1 are bars.
func (l *Layer[T]) pull(p *ode.Problem[T], bars [][]T) (*integrate.Gradient[T], error) {
	settings, s, blocks := l.Gradient, l.solver, l.system.Blocks
	switch {
	case control.AnyLands(l.system):
		return s.GradientAtEvent(background, p, func(stop *integrate.EventState[T]) (float64, error) {
			batch.Give(stop.YBar, stop.QuadBar, bars, blocks, 0, p.Rows)
			return 0, nil
		}, &settings)
	case len(p.TStops)+len(p.JumpTimes)+len(l.system.Events) > 0:
		p.SaveAt = []float64{p.T1}
		return s.GradientOfTrajectory(background, p, func(c *integrate.Trajectory[T]) (float64, error) {
			batch.Give(c.SavedBar, c.SavedQuadBar, bars, blocks, 0, p.Rows)
			return 0, nil
		}, &settings)
	}
	return s.Gradient(background, p, func(lo, hi int, _ [][]T, _ [][]float64, ybar [][]T, qbar [][]float64) (float64, error) {
		batch.Give(ybar, qbar, bars, blocks, lo, hi)
		return 0, nil
	}, &settings)
}
