// Checks of output times, tstops and jump times.

package check

import (
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// Times is the error for a time of a list, with the reason.
func Times(list string, index int, t float64, reason string) error {
	return errors.Wrapf(ode.ErrInterval, "%s[%d] is %v; %s", list, index, t, reason)
}

func checkTimes[T graph.Float](p *ode.Problem[T]) error {
	if err := checkOrder(p, "SaveAt", p.SaveAt, true); err != nil {
		return err
	}
	if err := checkRowTimes(p); err != nil {
		return err
	}
	if err := checkOrder(p, "TStops", p.TStops, true); err != nil {
		return err
	}
	if err := checkOrder(p, "JumpTimes", p.JumpTimes, false); err != nil {
		return err
	}
	for i, t := range p.JumpTimes {
		if t == p.T0 || t == p.T1 {
			return Times("JumpTimes", i, t, "it must lie strictly inside the interval")
		}
		if near := float64(T(t)); near != t {
			return Times("JumpTimes", i, t, fmt.Sprintf("that is not a number of the solver's type; %v is", near))
		}
	}
	return nil
}

// checkRowTimes is checkOrder for the output times of each row.
func checkRowTimes[T graph.Float](p *ode.Problem[T]) error {
	if p.RowSaveAt == nil {
		return nil
	}
	if len(p.SaveAt) > 0 {
		return Times("SaveAt", 0, p.SaveAt[0], "there is RowSaveAt too; want one of the two")
	}
	if len(p.RowSaveAt) != p.Rows {
		return errors.Wrapf(ode.ErrShape, "RowSaveAt has %d rows, want %d", len(p.RowSaveAt), p.Rows)
	}
	for row, times := range p.RowSaveAt {
		if checkOrder(p, "", times, true) != nil { // names are made for errors only
			return checkOrder(p, fmt.Sprintf("RowSaveAt[%d]", row), times, true)
		}
	}
	return nil
}

// checkOrder refuses times outside of the interval or out of order. Equal times are allowed if repeated is set: the
// state may change only once at a jump time, but output times and tstops may repeat.
func checkOrder[T graph.Float](p *ode.Problem[T], what string, times []float64, repeated bool) error {
	sign := math.Copysign(1, p.T1-p.T0)
	for i, t := range times {
		switch {
		case !(sign*(t-p.T0) >= 0 && sign*(p.T1-t) >= 0):
			return Times(what, i, t, fmt.Sprintf("it must lie between %v and %v", p.T0, p.T1))
		case i > 0 && repeated && t == times[i-1]:
		case i > 0 && !(sign*(t-times[i-1]) > 0):
			return Times(what, i, t, fmt.Sprintf("it must come after %v on the way from %v to %v", times[i-1], p.T0, p.T1))
		}
	}
	return nil
}
