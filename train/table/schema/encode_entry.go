// The entries of a vector that come from one column, and its part of the log-Jacobian.

package schema

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// encode adds row i of a column to a vector; if it cannot, it says why.
func (e *entry) encode(i int, r *row) Why {
	switch e.Kind {
	case LeftOut:
		return ""
	case Duplicate:
		return e.encodeDuplicate(i)
	case Category:
		return e.encodeCategory(i, r)
	}
	switch {
	case !e.values.Missing[i] && e.Kind == Constant:
		return e.encodeConstant(i)
	case !e.values.Missing[i]:
		return e.encodeNumber(i, r)
	case e.Missing != Mask:
		return Missing
	case e.Kind == Constant:
		return ""
	}
	r.c[e.mask] = 1
	if e.Role == Variable {
		e.fill(r)
	}
	return ""
}

func (e *entry) encodeConstant(i int) Why {
	if v := e.value(i); !isSameBare(v, e.Value) && !e.isNumber(e.Value, i) && !isSameTruth(v, e.Value) {
		return Differs
	}
	return ""
}

// encodeDuplicate compares with the other column. If both are missing, the other column's rule applies.
func (e *entry) encodeDuplicate(i int) Why {
	missing := e.values.Missing[i]
	if missing != e.like.values.Missing[i] || !missing && !e.equals(i) {
		return Differs
	}
	return ""
}

// equals reports whether row i has the value of the other column: dates as the duplicate writes them, whose layout may be
// another, and numbers in either precision.
func (e *entry) equals(i int) bool {
	other := &entry{Column: e.Column, values: e.like.values}
	if isSameBare(e.value(i), other.value(i)) {
		return true
	}
	a, b := e.values, e.like.values
	return a.Type.IsNumeric() && b.Type.IsNumeric() && (isSame(a.Numbers[i], b.Numbers[i]) || isSame(b.Numbers[i], a.Numbers[i]))
}

func (e *entry) encodeNumber(i int, r *row) Why {
	v, ok := e.number(i)
	inside := ok && e.inside(v)
	switch {
	case !inside && e.Role == Condition:
		return noNumber
	case !inside:
		return Outside
	case e.Role == Condition:
		e.encodeCondition(i, v, r)
		return ""
	}
	if e.Cell != nil {
		v = e.spread(v, r.random.Float64())
		r.logJacobian += elementary.Log(e.Cell.Width)
	}
	x, logJacobian := e.forward(v)
	r.x[e.x] = x
	r.logJacobian += logJacobian
	return ""
}

func (e *entry) encodeCondition(i int, v float64, r *row) {
	x, _ := e.forward(v)
	r.c[e.c] = (x - e.Mean) / e.Spread
	for k, p := range e.Periods {
		sin, cos := elementary.Sincos(2 * math.Pi * p.phase(e.values.Dates[i]))
		r.c[e.c+1+2*k], r.c[e.c+2+2*k] = sin, cos
	}
}

// fill draws a number for a missing value, and subtracts the log-density of the draw.
func (e *entry) fill(r *row) {
	z := r.random.NormFloat64()
	r.x[e.x] = e.Mean + float64(e.Spread*z)
	r.logJacobian += float64(z*z/2) + elementary.Log(e.Spread) + float64(elementary.Log(2*math.Pi)/2)
}

func (e *entry) encodeCategory(i int, r *row) Why {
	level, ok := e.level(i)
	switch {
	case !ok && e.values.Missing[i]:
		return Missing
	case !ok && e.Role == Condition:
		return NoLevel
	case !ok:
		return NewLevel
	case e.Role == Variable:
		if e.Shares == nil {
			e.spreadLevels(level, r)
		} else {
			r.logJacobian -= race(r.x[e.x:], e.Shares, level, r.random.Float64)
		}
		return ""
	case e.Role == Class:
		r.levels = append(r.levels, level)
	}
	r.c[e.c+level] = 1
	return ""
}

// spreadLevels returns a point of the unit cube around the corner of a level. What a flow has outside of the cubes is
// lost to the probabilities of levels: model files from before have it.
func (e *entry) spreadLevels(level int, r *row) {
	for k := range e.levels() {
		r.x[e.x+k] = r.random.Float64() - 0.5
	}
	r.x[e.x+level]++
}
