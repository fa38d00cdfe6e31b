// Dates as days or months since an origin, and their phases in cyclic periods.

package schema

import (
	"math"
	"time"
)

// Period is the period of a cyclic feature.
type Period string

// The periods of cyclic features.
const (
	Day  Period = "day"
	Week Period = "week"
	Year Period = "year" // a calendar year, leap years included
)

var periods = []Period{Day, Week, Year}

const nanosecondsPerDay = 24 * int64(time.Hour)

// nanosecondsPerMonth are those of a mean month.
const nanosecondsPerMonth = 365.2425 / 12 * float64(nanosecondsPerDay)

// shortestMonth is the number of days of February.
const shortestMonth = 28

// The days that stand for a month.
const (
	firstDay = 1
	lastDay  = -1
)

// split returns a date as whole days since 1970, negative before, and the remaining nanoseconds; false for a date that
// nanoseconds cannot count.
func split(t time.Time) (day, rest int64, ok bool) {
	ns := t.UnixNano()
	return ns / nanosecondsPerDay, ns % nanosecondsPerDay, time.Unix(0, ns).Equal(t)
}

// since returns a date as a number of days, or of months, since the column's origin.
func (c *Column) since(t time.Time) (v float64, ok bool) {
	day, rest, ok := split(t)
	if c.Months != 0 {
		return c.months(t), ok
	}
	return float64(day-c.Origin) + float64(rest)/float64(nanosecondsPerDay), ok
}

// mostDays is the number of days from 1970 that nanoseconds can count.
const mostDays = 106_750

// date returns the date so many days, or months, after the origin, to a resolution, clipped to what nanoseconds can count.
func (c *Column) date(days float64, resolution time.Duration) time.Time {
	if c.Months != 0 {
		return c.month(days)
	}
	days = max(-mostDays, min(days+float64(c.Origin), mostDays))
	whole := math.Floor(days)
	rest := int64(math.Round((days - whole) * float64(nanosecondsPerDay)))
	if c.Cell != nil {
		cell := max(int64(math.Round(c.Cell.Width*float64(nanosecondsPerDay))), 1)
		offset := int64(math.Round(c.Cell.Offset * float64(nanosecondsPerDay)))
		part := gcd(cell, nanosecondsPerDay) // of a day, of which whole cells need not be
		offset %= part
		near := int64(math.Round(float64(rest-offset)/float64(part)))*part + offset
		if off := time.Duration(near - rest); off.Abs() <= time.Millisecond { // a condition may be elsewhere
			rest = near
		}
	}
	return time.Unix(0, int64(whole)*nanosecondsPerDay+rest).UTC().Round(resolution)
}

// monthOf is the number of months from January 1970 on to that of a date.
func monthOf(t time.Time) int64 {
	t = t.UTC()
	return 12*int64(t.Year()-1970) + int64(t.Month()) - 1
}

// months returns a date as the number of months from the column's origin on, that of the cell that the date lies in.
func (c *Column) months(t time.Time) float64 {
	cells := (float64(monthOf(t)-c.Origin) - c.Cell.Offset) / c.Cell.Width
	whole := math.Floor(cells)
	if c.Months == lastDay {
		whole = math.Ceil(cells)
	}
	return c.Cell.Offset + float64(whole*c.Cell.Width)
}

// mostMonths is the number of months from 1970 that nanoseconds can count.
const mostMonths = 3504

// month returns the date so many months after the origin, clipped to what nanoseconds can count.
func (c *Column) month(months float64) time.Time {
	at := int(max(-mostMonths, min(math.Round(months)+float64(c.Origin), mostMonths)))
	if c.Months == lastDay {
		return time.Date(1970, time.Month(at+2), 0, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(1970, time.Month(at+1), 1, 0, 0, 0, 0, time.UTC)
}

// resolution is the precision with which the column's layout writes a date; days in float64 resolve microseconds.
func (c *Column) resolution() time.Duration {
	probe := time.Date(2001, 2, 3, 4, 5, 6, 123456000, time.UTC)
	written, err := time.Parse(c.Layout, probe.Format(c.Layout))
	lost := probe.Sub(written)
	switch {
	case c.Layout == "" || err != nil || lost == 0:
		return time.Microsecond
	case lost < time.Millisecond:
		return time.Millisecond
	case lost < time.Second:
		return time.Second
	case lost < time.Minute:
		return time.Minute
	case lost < time.Hour:
		return time.Hour
	}
	return 24 * time.Hour
}

// layoutMonths is the number of months that a date of the column's layout stands for: 1 if the layout has no day, 12 if it has
// no month either; 0 for a layout of days.
func (c *Column) layoutMonths() int64 {
	probe := time.Date(2001, 2, 3, 0, 0, 0, 0, time.UTC)
	written, err := time.Parse(c.Layout, probe.Format(c.Layout))
	switch {
	case c.Layout == "" || err != nil || written.Day() == probe.Day():
		return 0
	case written.Month() == probe.Month():
		return 1
	}
	return 12
}

// phase is the position of a date in a period, from 0 to 1.
func (p Period) phase(t time.Time) float64 {
	t = t.UTC()
	day := t.Sub(t.Truncate(24*time.Hour)).Hours() / 24
	switch p {
	case Week:
		return (float64(t.Weekday()) + day) / 7
	case Year:
		length := time.Date(t.Year(), 12, 31, 0, 0, 0, 0, time.UTC).YearDay()
		return (float64(t.YearDay()-1) + day) / float64(length)
	}
	return day
}
