// The range of the scales of normal densities.

package base

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
)

// mostLog bounds the logarithms of scales, so that scales and their inverses are finite: it is log math.MaxFloat64.
const mostLog = 709.782712893383973096

// checkScales refuses normal densities with scales that are no numbers in float64, as a training may leave them.
func checkScales(b Base) error {
	switch b := b.(type) {
	case *Gaussian:
		return b.checkScales()
	case *Mixture:
		for _, c := range b.components {
			if err := c.checkScales(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *Gaussian) checkScales() error {
	factor, step := graph.Data[float64](g.factor), 1
	if !g.diagonal {
		step += g.Dim()
	}
	for i := range g.Dim() {
		if log := factor[i*step]; !(log >= -mostLog && log <= mostLog) {
			return errors.Wrapf(fault.ErrSettings, "parameter %q is %v in column %d, the logarithm of a standard deviation, want a number between %.1f and %.1f",
				g.factor.Name, log, i, -mostLog, mostLog)
		}
	}
	return nil
}
