// The ticks of an axis of dates.

package figure

import (
	"math"
	"slices"
	"time"

	"gonum.org/v1/plot"
)

// dateTicks marks years, months, days or times of day, of days since 1970.
type dateTicks struct{ most int }

const (
	year  = 365.2425
	month = year / 12
	day   = 24 * 3600. // in seconds, the others in days
)

// Ticks implements plot.Ticker.
func (d dateTicks) Ticks(low, high float64) (list []plot.Tick) {
	step := (high - low) / float64(d.most)
	switch first := dateOf(low); {
	case step > year/2:
		n := max(int(roundStep(step/year)), 1)
		for y := (first.Year() / n) * n; ; y += n {
			if list = d.add(list, time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC), "2006", low); daysOf(time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)) > high {
				return list[:len(list)-1]
			}
		}
	case step > month/2:
		n := 1
		for _, m := range []int{1, 2, 3, 6} {
			if n = m; month*float64(m) >= step {
				break
			}
		}
		for m := 0; ; m += n {
			at := time.Date(first.Year(), time.Month(1+m), 1, 0, 0, 0, 0, time.UTC)
			if list = d.add(list, at, "2006-01", low); daysOf(at) > high {
				return list[:len(list)-1]
			}
		}
	}
	step, layout := roundTime(step)
	for i := math.Ceil(low / step); i*step <= high; i++ {
		list = d.add(list, dateOf(i*step), layout, low)
	}
	return list
}

// times are the steps within a day, in seconds, from a second on.
var times = []float64{1, 2, 5, 10, 15, 30, 60, 2 * 60, 5 * 60, 10 * 60, 15 * 60, 30 * 60, 3600, 2 * 3600, 3 * 3600, 6 * 3600, 12 * 3600}

// roundTime is the smallest round step from one on, in days, and a layout in which its multiples differ.
func roundTime(step float64) (rounded float64, layout string) {
	seconds := step * day
	k, _ := slices.BinarySearch(times, seconds)
	switch {
	case k == len(times):
		return roundStep(step), "01-02"
	case seconds <= 0.5e-3:
		return max(roundStep(seconds), 1e-6) / day, "15:04:05.000000"
	case seconds <= 0.5:
		return roundStep(seconds) / day, "15:04:05.000"
	case times[k] < 60:
		return times[k] / day, "15:04:05"
	}
	return times[k] / day, "01-02 15:04"
}

// add adds a tick, unless it is below low.
func (dateTicks) add(list []plot.Tick, at time.Time, layout string, low float64) []plot.Tick {
	if v := daysOf(at); v >= low {
		list = append(list, plot.Tick{Value: v, Label: at.Format(layout)})
	}
	return list
}

func dateOf(days float64) time.Time {
	whole := math.Floor(days)
	return time.UnixMicro(int64(whole)*day*1e6 + int64(math.Round((days-whole)*day*1e6))).UTC()
}

func daysOf(t time.Time) float64 { return float64(t.UnixMicro()) / (day * 1e6) }
