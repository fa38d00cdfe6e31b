// The ticks of an axis: names of levels, and labels that leave each other room.

package figure

import (
	"math"
	"unicode/utf8"

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

const (
	longestName    = 10
	longestSpelled = 18 // of letters that are drawn by their numbers: three of them
)

// Ticks implements plot.Ticker.
func (names levelTicks) Ticks(low, high float64) (list []plot.Tick) {
	for i, name := range names {
		if v := float64(i); v >= low && v <= high {
			list = append(list, plot.Tick{Value: v, Label: shortLevel(name)})
		}
	}
	return list
}

func shortLevel(name string) string {
	n := longestName - 1
	for n > 2 && utf8.RuneCountInString(ends(name, n)) > longestSpelled {
		n--
	}
	return ends(name, n)
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

// apart leaves out labels that would run into the one before, or further out of the axis than reach. Their ticks stay.
type apart struct {
	plot.Ticker
	style         draw.TextStyle
	length, reach vg.Length // of the axis, and beyond its ends
}

// Ticks implements plot.Ticker.
func (a apart) Ticks(low, high float64) []plot.Tick {
	list, free := a.Ticker.Ticks(low, high), -a.reach
	for i, tick := range list {
		at, half := vg.Length((tick.Value-low)/(high-low))*a.length, a.style.Width(tick.Label)/2
		if at-half < free || at+half > a.length+a.reach {
			list[i].Label = ""
			continue
		}
		free = at + half + a.style.Width(" ")
	}
	return list
}
