// A column: its kind, and its distribution function.

package marginal

import (
	"math"
	"sort"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
)

// Kind says how a column is modelled.
type Kind string

// The kinds of columns.
const (
	Constant Kind = "constant" // Value in every row; no score
	Copy     Kind = "copy"     // Value + Slope · column Of, up to Tolerance; no score
	Affine   Kind = "affine"   // Value + Slope · score
	Density  Kind = "density"
)

// IsScored says whether columns of the kind have a score.
func (k Kind) IsScored() bool { return k == Affine || k == Density }

// Column is a column of a Transform, in one struct since it is what a file holds. Kind says which fields count.
type Column struct {
	Kind Kind `json:"kind"`

	Value     float64 `json:"value,omitempty"`
	Of        int     `json:"of,omitempty"`
	Slope     float64 `json:"slope,omitempty"` // of a density that Fit has made: Cell if that is the distance of rounded values
	Tolerance float64 `json:"tolerance,omitempty"`

	Cell   float64   `json:"cell,omitempty"`  // distance of rounded values, or the narrowest cell
	Cells  bool      `json:"cells,omitempty"` // whether the density has cells
	Knots  []float64 `json:"-"`               // ascending, two or more
	Mass   []float64 `json:"-"`               // mass between neighbouring knots, which a Transform scales so that it and the tails add up to 1
	Tail   float64   `json:"tail,omitempty"`  // weight of a Cauchy density; it counts beyond the knots only, since Mass includes it between them
	Center float64   `json:"center,omitempty"`
	Scale  float64   `json:"scale,omitempty"`
}

// width is that of the cell of a value; 0 without cells.
func (c *Column) width(v float64) float64 {
	if c.Cell == 0 {
		return 0
	}
	return 2 * reach(c.Cell, v, c.Kind == Affine || c.Slope != 0)
}

// scorer maps a column to its scores.
type scorer interface {
	score(x float64) (z, logSlope float64)
	value(z float64) float64
}

// newScorer checks a column with a score and returns its map.
func newScorer(c Column) (scorer, error) {
	if c.Kind == Density {
		return newDistribution(c)
	}
	if !(c.Slope > 0) || math.IsInf(c.Slope, 0) {
		return nil, errors.Wrapf(fault.ErrSettings, "marginal: a slope of %v, want a positive number", c.Slope)
	}
	return &line{c.Value, c.Slope, elementary.Log(c.Slope)}, fault.Finite("marginal: a line", []float64{c.Value})
}

// line is x = from + slope·z.
type line struct{ from, slope, log float64 }

func (l *line) score(x float64) (z, logSlope float64) { return (x - l.from) / l.slope, -l.log }

func (l *line) value(z float64) float64 { return l.from + float64(l.slope*z) }

// distribution is the density f of a column, with sums of the masses from both ends, so that neither tail loses digits.
type distribution struct {
	Column
	below, above []float64 // mass on either side of each knot
}

// newDistribution checks a column and normalises its masses together with the tails.
func newDistribution(c Column) (*distribution, error) {
	n := len(c.Knots)
	if n < 2 || len(c.Mass) != n-1 {
		return nil, errors.Wrapf(fault.ErrSettings, "marginal: %d knots and %d masses, want two knots or more, and a mass between each two", n, len(c.Mass))
	}
	if err := fault.Finite("marginal", append(append([]float64{c.Tail, c.Center, c.Scale}, c.Knots...), c.Mass...)); err != nil {
		return nil, err
	}
	if !(c.Tail > 0 && c.Tail <= 1 && c.Scale > 0) {
		return nil, errors.Wrapf(fault.ErrSettings, "marginal: a tail of weight %v and scale %v, want more than 0", c.Tail, c.Scale)
	}
	d := &distribution{Column: c, below: make([]float64, n), above: make([]float64, n)}
	d.below[0], d.above[n-1] = c.Tail*cauchyBelow(d.standard(c.Knots[0])), c.Tail*cauchyBelow(-d.standard(c.Knots[n-1]))
	return d, d.scale()
}

func (d *distribution) scale() error {
	inside := 0.0
	for i, m := range d.Mass {
		if !(m > 0) || !(d.Knots[i+1] > d.Knots[i]) {
			return errors.Wrapf(fault.ErrSettings, "marginal: mass %v between knots %v and %v, want a positive one, and ascending knots", m, d.Knots[i], d.Knots[i+1])
		}
		inside += m
	}
	n := len(d.Mass)
	factor := (1 - d.below[0] - d.above[n]) / inside
	if !(factor > 0) {
		return errors.Wrapf(fault.ErrSettings, "marginal: masses of %v between knots and of %v beyond them, want sums that are numbers, and some mass between knots", inside, d.below[0]+d.above[n])
	}
	d.Mass = append([]float64(nil), d.Mass...)
	for i := range d.Mass {
		d.Mass[i] *= factor
		d.below[i+1] = d.below[i] + d.Mass[i]
	}
	for i := n - 1; i >= 0; i-- {
		d.above[i] = d.above[i+1] + d.Mass[i]
	}
	return nil
}

func (d *distribution) standard(x float64) float64 { return (x - d.Center) / d.Scale }

// cauchyBelow is the distribution function of the standard Cauchy density, accurate far below 0.
func cauchyBelow(u float64) float64 {
	if u < 0 {
		return elementary.Atan(-1/u) / math.Pi
	}
	return 0.5 + elementary.Atan(u)/math.Pi
}

// cauchyLog is the logarithm of the standard Cauchy density, also where u² is no number.
func cauchyLog(u float64) float64 {
	if math.Abs(u) > 1e150 {
		return float64(-2*elementary.Log(math.Abs(u))) - elementary.Log(math.Pi)
	}
	return -elementary.Log1p(u*u) - elementary.Log(math.Pi)
}

// at returns log f(x), and the mass below and above x.
func (d *distribution) at(x float64) (logDensity, below, above float64) {
	last := len(d.Knots) - 1
	if x < d.Knots[0] || x >= d.Knots[last] {
		u := d.standard(x)
		below, above = float64(d.Tail*cauchyBelow(u)), float64(d.Tail*cauchyBelow(-u))
		if x < d.Knots[0] {
			above = 1 - below
		} else {
			below = 1 - above
		}
		return elementary.Log(d.Tail/d.Scale) + cauchyLog(u), below, above
	}
	i := sort.Search(last, func(i int) bool { return d.Knots[i+1] > x })
	width := d.Knots[i+1] - d.Knots[i]
	part := (x - d.Knots[i]) / width
	below, above = d.below[i]+float64(part*d.Mass[i]), d.above[i+1]+float64((1-part)*d.Mass[i])
	return elementary.Log(d.Mass[i]) - elementary.Log(width), below, above
}

// halfLog2Pi is ½ log 2π.
const halfLog2Pi = 0.918938533204672741780329736405617639861397473637783412817

// score returns z and log |dz/dx|.
func (d *distribution) score(x float64) (z, logSlope float64) {
	logDensity, below, above := d.at(x)
	if below <= above {
		z = elementary.NormalQuantile(max(below, math.SmallestNonzeroFloat64))
	} else {
		z = -elementary.NormalQuantile(max(above, math.SmallestNonzeroFloat64))
	}
	return z, logDensity + float64(0.5*z*z) + halfLog2Pi
}

// value returns the x with a score z.
func (d *distribution) value(z float64) float64 {
	below, above := float64(elementary.Erfc(-z/math.Sqrt2)/2), float64(elementary.Erfc(z/math.Sqrt2)/2)
	last := len(d.Knots) - 1
	switch {
	case below < d.below[0]:
		return d.Center - d.Scale/elementary.Tan(math.Pi*max(below/d.Tail, 1e-300))
	case above < d.above[last]:
		return d.Center + d.Scale/elementary.Tan(math.Pi*max(above/d.Tail, 1e-300))
	}
	if z <= 0 {
		i := min(sort.Search(last, func(i int) bool { return d.below[i+1] > below }), last-1)
		return d.within(i, (below-d.below[i])/d.Mass[i])
	}
	i := min(sort.Search(last, func(i int) bool { return d.above[i+1] < above }), last-1)
	return d.within(i, 1-(above-d.above[i+1])/d.Mass[i])
}

func (d *distribution) within(i int, part float64) float64 {
	return d.Knots[i] + float64(min(max(part, 0), 1)*(d.Knots[i+1]-d.Knots[i]))
}
