// One column that is asked for, as an entry of vectors.

package conditional

import (
	"math"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// An axis is the vectors' entry x of a column's number v, and the interval of x that is examined.
type axis struct {
	column    *schema.Column
	entry     int // in vectors
	low, high float64
	width     float64 // of the narrowest ridge near the given values
	n         int     // points of the integral
}

// at is point i of n from end to end.
func (a *axis) at(i, n int) float64 { return a.low + float64(i)*(a.high-a.low)/float64(n-1) }

// value is v at x.
func (a *axis) value(x float64) float64 {
	c := a.column
	switch c.Transform {
	case schema.Log:
		return c.Low + math.Exp(x)
	case schema.Logit:
		return c.Low + (c.High-c.Low)/(1+math.Exp(-x))
	}
	return x
}

// entryAt is x at v, no farther out than the interval of x: at a bound of v x is infinite.
func (a *axis) entryAt(v float64) float64 {
	switch c := a.column; c.Transform {
	case schema.Log:
		v = math.Log(max(v-c.Low, 0))
	case schema.Logit:
		v = math.Log(max(v-c.Low, 0) / max(c.High-v, 0))
	}
	return min(max(v, a.low), a.high)
}

// logJacobian is log |dx/dv| at x.
func (a *axis) logJacobian(x float64) float64 {
	switch c := a.column; c.Transform {
	case schema.Log:
		return -x
	case schema.Logit: // x = log(s/(1-s)), dx/dv = 1/((high-low)·s·(1-s))
		return math.Abs(x) + 2*math.Log1p(math.Exp(-math.Abs(x))) - math.Log(c.High-c.Low)
	}
	return 0
}

// appendValue adds v to a column of the answer, a date if it is one.
func (a *axis) appendValue(c *table.Column, v float64) {
	if a.column.Kind != schema.Date {
		c.AppendNumber(v)
		return
	}
	c.AppendDate(dateOf(a.column, v))
}

// dateOf is the date v days, or months, after the origin of a column.
func dateOf(c *schema.Column, v float64) time.Time {
	if c.Months != 0 {
		date, next := monthOf(c, v)
		return date.Add(time.Duration((v - math.Floor(v)) * float64(next.Sub(date)))).Round(time.Microsecond)
	}
	days, part := math.Modf(v)
	seconds := (c.Origin + int64(days)) * 24 * 3600
	return time.Unix(seconds, int64(part*24*3600*1e9)).UTC().Round(time.Microsecond)
}

// monthOf are the days that stand for the last whole one of v months after the origin of a column, and for the next one.
func monthOf(c *schema.Column, v float64) (date, next time.Time) {
	at, day := time.Month(c.Origin)+time.Month(math.Floor(v))+1, 1
	if c.Months < 0 {
		at, day = at+1, 0
	}
	return time.Date(1970, at, day, 0, 0, 0, 0, time.UTC), time.Date(1970, at+1, day, 0, 0, 0, 0, time.UTC)
}

// logDays is the logarithm of the number of days that a unit of v has at x; 0 if it is one, or a number.
func (a *axis) logDays(x float64) float64 {
	if a.column.Months == 0 {
		return 0
	}
	date, next := monthOf(a.column, a.value(x))
	return math.Log(next.Sub(date).Hours() / 24)
}

// field is the answer's column.
func (a *axis) field() table.Field {
	f := table.Field{Name: a.column.Name}
	if a.column.Kind == schema.Date {
		f.Type = table.Date
	}
	return f
}

// entryOf is the index of a column's number in vectors.
func entryOf(s *schema.Schema, column *schema.Column) int {
	at := 0
	for _, c := range s.Columns {
		switch {
		case c == column:
			return at
		case c.Role != schema.Variable:
		case c.Kind == schema.Category:
			at += len(c.Levels)
			if c.Missing == schema.Mask {
				at++
			}
		case c.Kind == schema.Number || c.Kind == schema.Date:
			at++
		}
	}
	return at
}
