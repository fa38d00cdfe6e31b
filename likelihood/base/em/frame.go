// The frame: columns near 0 and of ordinary size, in which a fit computes.

package em

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"gonum.org/v1/gonum/mat"
)

// frame is x = centre + unit ∘ x′. Columns far from 0 are moved, since a component's W(x-μ) is computed as Wx - Wμ,
// whose digits would cancel. Columns that are very wide or narrow are scaled by a power of two, so that their squares
// are numbers.
type frame struct{ centre, unit []float64 }

// ordinary bounds the widths of columns that are not scaled, and one over it.
const ordinary = 1e100

// frameOf is nil if no column needs another frame.
func frameOf(x [][]float64) *frame {
	f, needed := &frame{}, false
	for c := range x[0] {
		centre, unit := frameOfColumn(numeric.Column(x, c))
		f.centre, f.unit = append(f.centre, centre), append(f.unit, unit)
		needed = needed || centre != 0 || unit != 1
	}
	if !needed {
		return nil
	}
	return f
}

func frameOfColumn(values []float64) (centre, unit float64) {
	least, most := values[0], values[0]
	for _, v := range values {
		least, most = min(least, v), max(most, v)
	}
	half := float64(most/2) - float64(least/2)
	if middle := float64(least/2) + float64(most/2); math.Abs(middle) > 2*half {
		centre = middle
	}
	if half > 0 && (half > ordinary || half < 1/ordinary) {
		return centre, math.Ldexp(1, math.Ilogb(half))
	}
	return centre, 1
}

// in returns the rows in the frame.
func (f *frame) in(x [][]float64) [][]float64 {
	z := numeric.CopyRows(x, len(f.unit))
	for _, row := range z {
		for c, v := range row {
			row[c] = (v - f.centre[c]) / f.unit[c]
		}
	}
	return z
}

// logUnit is Σ log unit: what a log-density in the frame is above that of the rows.
func (f *frame) logUnit() (sum float64) {
	for _, u := range f.unit {
		sum += elementary.Log(u)
	}
	return sum
}

// out takes the mean and the factor of a component out of the frame.
func (f *frame) out(mean []float64, factor *mat.TriDense) ([]float64, *mat.TriDense) {
	d := len(mean)
	moved, scaled := make([]float64, d), mat.NewTriDense(d, mat.Lower, nil)
	for i, v := range mean {
		moved[i] = f.centre[i] + float64(f.unit[i]*v)
		for j := range i + 1 {
			scaled.SetTri(i, j, f.unit[i]*factor.At(i, j))
		}
	}
	return moved, scaled
}
