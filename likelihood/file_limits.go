// Bounds on the memory that a model file may ask for.

package likelihood

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/estimate"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// The most numbers that compiled steps of a file may work on at once, and how many more for each parameter value in the
// file. Small networks in packs of thousands of rows, or with a thousand probes, stay below; a small file that asks for
// all memory does not.
const (
	freeNumbers     = 1 << 21
	numbersPerValue = 1 << 12
)

// fileSteps bounds MaxSteps of a file, since a gradient keeps the steps of a row.
const fileSteps = 1 << 20

// checkMemory refuses steps, lanes, probes and widths of layers that are out of proportion to a file with so many
// parameter values of the field, which has been built.
func checkMemory(s *Settings, field dynamics.Field, values int) error {
	if s.Solver != nil && s.Solver.MaxSteps > fileSteps {
		return unusable("settings: MaxSteps", s.Solver.MaxSteps, fmt.Sprintf("at most %d in a file; Load's adjust can set it", fileSteps))
	}
	most := freeNumbers + float64(numbersPerValue*float64(values))
	for _, one := range []*trace.Settings{&s.Trace, s.GradientTrace} {
		if one == nil {
			continue
		}
		if err := checkTraceMemory(s, one, field, most); err != nil {
			return err
		}
	}
	if asked := constantSize(field); float64(asked) > most {
		return unusable("field: hidden", fmt.Sprintf("so wide that its sums take matrices of %d numbers", asked),
			fmt.Sprintf("at most %g for the %d values in the file", most, values))
	}
	return nil
}

func checkTraceMemory(s *Settings, t *trace.Settings, field dynamics.Field, most float64) error {
	if err := estimate.Check(t); err != nil {
		return damaged("settings", err)
	}
	lanes, vectors, units := 16, estimate.Vectors(t, field.Dim()), units(field) // 16 is the least that Lanes leaves
	if s.Solver != nil {
		lanes = max(lanes, s.Solver.Lanes)
	}
	if float64(lanes)*float64(vectors)*float64(units) <= most {
		return nil
	}
	return unusable("settings: Lanes × probes or dimensions × units", fmt.Sprintf("%d × %d × %d", lanes, vectors, units),
		fmt.Sprintf("at most %g for what the file holds; Load's adjust can ask for less", most))
}

// units is the approximate number of results of f and of its layers.
func units(field dynamics.Field) int {
	n := field.Dim()
	for _, p := range field.Params().List() {
		n += p.Rows
	}
	return n
}

// constantSize is the size of the constant matrices in a field's layers, if the field states it.
func constantSize(field dynamics.Field) int {
	if sized, ok := field.(interface{ ConstantSize() int }); ok {
		return sized.ConstantSize()
	}
	return 0
}
