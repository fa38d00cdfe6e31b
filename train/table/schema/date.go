// Dates as days since an origin, and their phases in cyclic periods.

package schema

import (
	"math"
	"time"
)

// Period is that of a cyclic feature.
type Period string

// The periods of cyclic features.
const (
	Day  Period = "day"
	Week Period = "week"
	Year Period = "year" // from January to December, leap years included
)

var periods = []Period{Day, Week, Year}

const nanosecondsPerDay = 24 * int64(time.Hour)

// split is a date as whole days since 1970, negative before, and the nanoseconds that are left; false for a date that nanoseconds do not count.
func split(t time.Time) (day, rest int64, ok bool) {
	ns := t.UnixNano()
	return ns / nanosecondsPerDay, ns % nanosecondsPerDay, time.Unix(0, ns).Equal(t)
}

// days is a date as a number.
func (c *Column) days(t time.Time) (v float64, ok bool) {
	day, rest, ok := split(t)
	return float64(day-c.Origin) + float64(rest)/float64(nanosecondsPerDay), ok
}

// mostDays from 1970 are what nanoseconds count.
const mostDays = 106_750

// date is the one so many days after the origin, at most as far as nanoseconds count.
func (c *Column) date(days float64) time.Time {
	days = max(-mostDays, min(days+float64(c.Origin), mostDays))
	whole := math.Floor(days)
	rest := int64(math.Round((days - whole) * float64(nanosecondsPerDay)))
	if c.Cell != nil {
		cell := max(int64(math.Round(c.Cell.Width*float64(nanosecondsPerDay))), 1)
		rest = (rest + cell/2) / cell * cell
	}
	return time.Unix(0, int64(whole)*nanosecondsPerDay+rest).UTC().Round(c.resolution())
}

// resolution is what the column's layout writes of a date, which it cuts; days in float64 have microseconds.
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
	}
	return 24 * time.Hour
}

// phase is where in a period a date lies, from 0 to 1.
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
