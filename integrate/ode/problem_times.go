package ode

import (
	"fmt"
	"math"
)

// TimesError says which of the output, stop or jump times was refused and why.
type TimesError struct {
	What   string // "SaveAt", "RowSaveAt[3]", "TStops" or "JumpTimes"
	Index  int
	Time   float64
	Reason string
}

func (e *TimesError) Error() string {
	return fmt.Sprintf("integrate: %s[%d] is %v; %s", e.What, e.Index, e.Time, e.Reason)
}

// Is makes errors.Is(err, ErrTimes) true.
func (e *TimesError) Is(target error) bool { return target == ErrTimes }

func (p *Problem[T]) checkTimes() error {
	if err := p.checkOrder("SaveAt", p.SaveAt, true); err != nil {
		return err
	}
	if err := p.checkRowTimes(); err != nil {
		return err
	}
	if err := p.checkOrder("TStops", p.TStops, true); err != nil {
		return err
	}
	if err := p.checkOrder("JumpTimes", p.JumpTimes, false); err != nil {
		return err
	}
	for i, t := range p.JumpTimes {
		if t == p.T0 || t == p.T1 {
			return &TimesError{"JumpTimes", i, t, "it must lie strictly inside the interval"}
		}
		if near := float64(T(t)); near != t {
			return &TimesError{"JumpTimes", i, t, fmt.Sprintf("that is not a number of the solver's type; %v is", near)}
		}
	}
	return nil
}

// checkRowTimes is checkOrder for the output times of each row.
func (p *Problem[T]) checkRowTimes() error {
	if p.RowSaveAt == nil {
		return nil
	}
	if len(p.SaveAt) > 0 {
		return &TimesError{"SaveAt", 0, p.SaveAt[0], "there is RowSaveAt too; want one of the two"}
	}
	if len(p.RowSaveAt) != p.Rows {
		return &ShapeError{What: "RowSaveAt, in rows,", Got: len(p.RowSaveAt), Want: p.Rows}
	}
	for row, times := range p.RowSaveAt {
		if err := p.checkOrder("RowSaveAt", times, true); err != nil {
			err.(*TimesError).What = fmt.Sprintf("RowSaveAt[%d]", row)
			return err
		}
	}
	return nil
}

// OutputTimes are the output times of a row: its own, or those of all rows.
func (p *Problem[T]) OutputTimes(row int) []float64 {
	switch {
	case p == nil:
		return nil
	case p.RowSaveAt == nil:
		return p.SaveAt
	case row < 0 || row >= len(p.RowSaveAt):
		return nil
	}
	return p.RowSaveAt[row]
}

// Outputs is the number of output times, the largest of all rows.
func (p *Problem[T]) Outputs() (n int) {
	if p == nil {
		return 0
	}
	n = len(p.SaveAt)
	for _, times := range p.RowSaveAt {
		n = max(n, len(times))
	}
	return n
}

// checkOrder wants times inside the interval, none before the one that it follows: the state
// changes once at each of Jumps, but what is observed or stopped at may be repeated.
func (p *Problem[T]) checkOrder(what string, times []float64, repeated bool) error {
	sign := math.Copysign(1, p.T1-p.T0)
	for i, t := range times {
		switch {
		case !(sign*(t-p.T0) >= 0 && sign*(p.T1-t) >= 0):
			return &TimesError{what, i, t, fmt.Sprintf("it must lie between %v and %v", p.T0, p.T1)}
		case i > 0 && repeated && t == times[i-1]:
		case i > 0 && !(sign*(t-times[i-1]) > 0):
			return &TimesError{what, i, t, fmt.Sprintf("it must come after %v on the way from %v to %v", times[i-1], p.T0, p.T1)}
		}
	}
	return nil
}
