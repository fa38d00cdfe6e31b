// NumPy's datetime64.

package npy

import (
	"math"
	"strconv"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/dates"
)

// dateUnits are the units of datetime64; years and months have no fixed length.
var dateUnits = map[string]time.Duration{
	"W": 7 * 24 * time.Hour, "D": 24 * time.Hour, "h": time.Hour, "m": time.Minute, "s": time.Second,
	"ms": time.Millisecond, "us": time.Microsecond, "ns": time.Nanosecond, "Y": 0, "M": 0,
}

// dateLayouts are the layouts of dates without days. They say that such dates are months or years, of which few could be days by
// chance.
var dateLayouts = map[string]string{"Y": "2006", "M": "2006-01"}

// notATime is NumPy's missing date.
const notATime = math.MinInt64

// dateType parses a type such as <M8[s].
func dateType(text string) (d dtype, ok bool) {
	if len(text) < 6 || text[2:4] != "8[" || text[len(text)-1] != ']' {
		return d, false
	}
	name := text[4 : len(text)-1]
	unit, ok := dateUnits[name]
	bytes := order(text)
	count := func(raw []byte) int64 { return int64(bytes.Uint64(raw)) }
	show := func(raw []byte) string { return strconv.FormatInt(count(raw), 10) + " " + name }
	return dtype{is: table.Date, layout: dateLayouts[name], size: 8, show: show, add: func(to *table.Column, raw []byte) bool {
		v := count(raw)
		if v == notATime {
			to.AppendMissing()
			return true
		}
		date, fits := dateOf(v, name, unit)
		to.AppendDate(date)
		return fits
	}}, ok
}

// dateOf converts a count of units from 1970; counts of implausible years are refused.
func dateOf(v int64, name string, unit time.Duration) (date time.Time, ok bool) {
	switch {
	case name == "Y" || name == "M":
		if v < -dates.MostYears || v > dates.MostYears {
			return date, false
		}
		if name == "Y" {
			return time.Date(1970+int(v), 1, 1, 0, 0, 0, 0, time.UTC), true
		}
		return time.Date(1970, 1+time.Month(v), 1, 0, 0, 0, 0, time.UTC), true
	case unit < time.Second:
		each := int64(time.Second / unit)
		date = time.Unix(v/each, v%each*int64(unit)).UTC()
		return date, dates.IsPlausible(date)
	}
	each := int64(unit / time.Second)
	if v < -dates.MostSeconds/each || v > dates.MostSeconds/each {
		return date, false
	}
	return time.Unix(v*each, 0).UTC(), true
}
