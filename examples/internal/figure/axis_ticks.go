// The ticks of an axis: names of levels, dates.

package figure

import (
	"math"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// ticker is the axis's ticker, with at most so many ticks.
func (a *Axis) ticker(most int) plot.Ticker {
	switch {
	case a.Levels != nil:
		return levelTicks(a.Levels)
	case a.Dates:
		return dateTicks{most}
	}
	return ticks{most}
}

// levelTicks are names, cut short.
type levelTicks []string

const longestName = 10

// Ticks implements plot.Ticker.
func (names levelTicks) Ticks(low, high float64) (list []plot.Tick) {
	for i, name := range names {
		short := []rune(name)
		if len(short) > longestName {
			short = append(short[:longestName-1], '…')
		}
		if v := float64(i); v >= low && v <= high {
			list = append(list, plot.Tick{Value: v, Label: string(short)})
		}
	}
	return list
}

// turnNames makes names of levels along the bottom stand upright if they are wider than what each of them has of the
// axis's length.
func (a *Axis) turnNames(plt *plot.Plot, length vg.Length) {
	style := &plt.X.Tick.Label
	for _, tick := range levelTicks(a.Levels).Ticks(a.Low, a.High) {
		if style.Width(tick.Label+" ") > length/vg.Length(a.High-a.Low) {
			style.Rotation, style.XAlign, style.YAlign = math.Pi/2, draw.XRight, draw.YCenter
			return
		}
	}
}

// dateTicks marks years, months, days or times of day, of days since 1970.
type dateTicks struct{ most int }

const (
	year  = 365.2425
	month = year / 12
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
	layout, step := "01-02", roundStep(step)
	if step < 1 {
		layout, step = "01-02 15:04", 1/math.Max(math.Floor(1/step), 1)
	}
	for i := math.Ceil(low / step); i*step <= high; i++ {
		list = d.add(list, dateOf(i*step), layout, low)
	}
	return list
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
	return time.Unix(int64(whole)*24*3600+int64(math.Round((days-whole)*24*3600)), 0).UTC()
}

func daysOf(t time.Time) float64 { return float64(t.Unix()) / (24 * 3600) }
