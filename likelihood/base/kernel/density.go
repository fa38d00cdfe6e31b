// Density: points, widths, and draws.

package kernel

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// Density is the mean of normal kernels at points, with several widths. Its parameters are the points, N×D, and the
// logarithms of the widths, 1×H. The densities and scores of a nil or zero Density are NaN, as they are at a point of
// another dimension.
type Density struct {
	params *graph.Params
	points *graph.Param
	widths *graph.Param // logarithms
}

// The narrowest and the widest kernels: squares of the widths and their inverses are ordinary numbers.
const narrowest, widest = 1e-150, 1e150

// New copies the points, N×D, and takes one or more standard deviations of the kernels. Errors: likelihood.ErrEmpty;
// likelihood.ErrNotFinite, which names the row; likelihood.ErrSettings if rows differ in length or a width is not
// from 1e-150 to 1e150.
func New(points [][]float64, widths ...float64) (*Density, error) {
	if len(points) == 0 || len(points[0]) == 0 || len(widths) == 0 {
		return nil, errors.Wrapf(fault.ErrEmpty, "kernel: %d points, %d widths, want at least one of each, and of columns", len(points), len(widths))
	}
	if err := checkRows("point", points, len(points[0])); err != nil {
		return nil, err
	}
	logs := make([]float64, len(widths))
	for i, h := range widths {
		if !(h >= narrowest && h <= widest) {
			return nil, errors.Wrapf(fault.ErrSettings, "kernel: width %d is %v, want a positive number from %g to %g", i, h, narrowest, widest)
		}
		logs[i] = elementary.Log(h)
	}
	return newDensity(numeric.Flatten(points), len(points), logs)
}

func newDensity(points []float64, n int, logs []float64) (*Density, error) {
	d := &Density{params: graph.NewParams(tensor.Float64)}
	var err error
	if d.points, err = numeric.AddParam(d.params, "base.points", n, points); err != nil {
		return nil, err
	}
	d.widths, err = numeric.AddParam(d.params, "base.widths", 1, logs)
	return d, err
}

// checkRows refuses rows whose length is not dim, and numbers that are not finite.
func checkRows(what string, rows [][]float64, dim int) error {
	for i, row := range rows {
		if len(row) != dim {
			return errors.Wrapf(fault.ErrSettings, "kernel: %s %d has %d columns, want %d", what, i, len(row), dim)
		}
		for j, v := range row {
			if !finite.Is(v) {
				return errors.Wrapf(fault.ErrNotFinite, "kernel: %s %d, column %d is %v", what, i, j, v)
			}
		}
	}
	return nil
}

// isMade is false for a density that New has not made.
func (d *Density) isMade() bool { return d != nil && d.points != nil }

// takes says whether the density is one of vectors of n numbers.
func (d *Density) takes(n int) bool { return d.isMade() && n == d.points.Cols }

// Dim is D.
func (d *Density) Dim() int {
	if !d.isMade() {
		return 0
	}
	return d.points.Cols
}

// Len is N, the number of points.
func (d *Density) Len() int {
	if !d.isMade() {
		return 0
	}
	return d.points.Rows
}

// Params are the points and the logarithms of the widths; nil for a nil or zero Density.
func (d *Density) Params() *graph.Params {
	if !d.isMade() {
		return nil
	}
	return d.params
}

// point returns the i-th point.
func (d *Density) point(i int) []float64 {
	return graph.Data[float64](d.points)[i*d.points.Cols : (i+1)*d.points.Cols]
}

// kernels returns the exponents of all widths.
func (d *Density) kernels() []normal {
	logs := graph.Data[float64](d.widths)
	list := make([]normal, len(logs))
	for i, l := range logs {
		count := elementary.Log(float64(len(logs))) + elementary.Log(float64(d.Len()))
		list[i] = normal{precision: elementary.Exp(-2 * l), constant: float64(-float64(d.Dim())*(l+halfLog2Pi)) - count}
	}
	return list
}

// normal is a kernel: the logarithm of its term in p(x) is constant - ½ precision·|x-pᵢ|².
type normal struct{ precision, constant float64 }

// halfLog2Pi is ½ log 2π, the normalisation of the normal density for each dimension.
const halfLog2Pi = 0.918938533204672741780329736405617639861397473637783412817

// RandStream draws a point, a width, and a point of this kernel; NaN if dst does not have D numbers or rng is nil.
func (d *Density) RandStream(dst []float64, rng *rand.Rand) []float64 {
	if !d.takes(len(dst)) || rng == nil {
		numeric.Fill(dst, math.NaN())
		return dst
	}
	p := d.point(rng.IntN(d.Len()))
	h := elementary.Exp(d.widths.At(rng.IntN(d.widths.Cols)))
	for i := range dst {
		dst[i] = p[i] + float64(h*elementary.NormalDraw(rng))
	}
	return dst
}
