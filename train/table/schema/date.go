// Dates as days since an origin, and their phases in cyclic periods.

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

// split returns a date as whole days since 1970, negative before, and the remaining nanoseconds; false for a date that
// nanoseconds cannot count.
func split(t time.Time) (day, rest int64, ok bool) {
	ns := t.UnixNano()
	return ns / nanosecondsPerDay, ns % nanosecondsPerDay, time.Unix(0, ns).Equal(t)
}

// days returns a date as a number of days since the column's origin.
func (c *Column) days(t time.Time) (v float64, ok bool) {
	day, rest, ok := split(t)
	return float64(day-c.Origin) + float64(rest)/float64(nanosecondsPerDay), ok
}

// mostDays is the number of days from 1970 that nanoseconds can count.
const mostDays = 106_750

// date returns the date so many days after the origin, clipped to what nanoseconds can count.
func (c *Column) date(days float64) time.Time {
	days = max(-mostDays, min(days+float64(c.Origin), mostDays))
	whole := math.Floor(days)
	rest := int64(math.Round((days - whole) * float64(nanosecondsPerDay)))
	if c.Cell != nil {
		cell := max(int64(math.Round(c.Cell.Width*float64(nanosecondsPerDay))), 1)
		offset := int64(math.Round(c.Cell.Offset * float64(nanosecondsPerDay)))
		part := gcd(cell, nanosecondsPerDay) // of a day, of which whole cells need not be
		offset %= part
		rest = int64(math.Round(float64(rest-offset)/float64(part)))*part + offset
	}
	return time.Unix(0, int64(whole)*nanosecondsPerDay+rest).UTC().Round(c.resolution())
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
