// The profile of dates: their range and their grid, such as each month, each day at noon, each hour or each second.

package schema

import "time"

// dateProfile is the range and the grid of dates.
type dateProfile struct {
	started       bool
	first         int64  // in nanoseconds since 1970
	width         uint64 // common divisor of all differences, in nanoseconds; 0 while all dates are equal
	min           int64  // days since 1970
	max, earliest time.Time
	months        monthProfile
	tally[int64]  // in nanoseconds since 1970
}

func (p *dateProfile) add(t time.Time) (ok bool) {
	day, _, ok := split(t)
	ns := t.UnixNano()
	if !p.started {
		p.started, p.first, p.min, p.max, p.earliest = true, ns, day, t, t
	}
	p.min = min(p.min, day)
	if t.After(p.max) {
		p.max = t
	}
	if t.Before(p.earliest) {
		p.earliest = t
	}
	p.months.add(t)
	p.width = gcd(p.width, uint64(max(ns, p.first))-uint64(min(ns, p.first)))
	p.tally.add(ns)
	return ok
}

// units are those of which clocks and calendars make grids, in nanoseconds.
var units = []uint64{uint64(nanosecondsPerDay), uint64(time.Hour), uint64(time.Minute), uint64(time.Second), uint64(time.Millisecond), uint64(time.Microsecond), 1}

// step is the distance of the grid's dates, in nanoseconds: days, or a part of a day that divides it; 0 while all dates
// are equal.
func (p *dateProfile) step() int64 {
	width, day := p.width, units[0]
	if width%day != 0 {
		width = gcd(width, day)
	}
	for _, unit := range units {
		if width > 0 && width%unit == 0 && isChance(float64(width/unit), len(p.counts)) {
			return int64(unit) // for so few dates only their unit counts
		}
		if width%unit == 0 {
			break
		}
	}
	return int64(width)
}

// cell is the grid in days: some days, or a part of a day that divides it.
func (p *dateProfile) cell() *Cell {
	width := p.step()
	if width == 0 {
		return nil
	}
	offset := (p.first%width - p.min*nanosecondsPerDay%width) % width
	if offset < 0 {
		offset += width
	}
	cell := &Cell{Width: float64(width) / float64(nanosecondsPerDay), Offset: float64(offset) / float64(nanosecondsPerDay)}
	if width%nanosecondsPerDay != 0 || offset != 0 {
		cell.Decimals = -1
	}
	return cell
}

// monthProfile is the grid of months of dates.
type monthProfile struct {
	started      bool
	day          int   // that stands for a month: the first or the last, as the first date has it
	others       bool  // whether some date is another day
	first, width int64 // the first date's month, and the common divisor of all differences
}

func (p *monthProfile) add(t time.Time) {
	if p.others { // which no further date changes
		return
	}
	month := monthOf(t)
	if !p.started {
		p.started, p.day, p.first = true, lastDay, month
		if isDay(firstDay, t) {
			p.day = firstDay
		}
	}
	p.others = !isDay(p.day, t)
	p.width = gcd(p.width, month-p.first)
}

// isDay says whether a date is midnight of the day that stands for its month.
func isDay(day int, t time.Time) bool {
	t = t.UTC()
	if day == lastDay {
		t = t.AddDate(0, 0, 1)
	}
	return t.Day() == 1 && t.Truncate(24*time.Hour).Equal(t)
}

// daysOfMonths is about as many days as a month has, any of which a date may be by chance.
const daysOfMonths = 30

// cell is the grid in months from one of the dates on, of so many different ones; nil if these are no months. Those of a layout
// without days are, each of them so many months.
func (p *monthProfile) cell(different int, layout int64) *Cell {
	unit := max(layout, 1)
	switch {
	case p.others || p.width == 0 || layout == 0 && isChance(daysOfMonths, different):
		return nil
	case isChance(float64(p.width/unit), different):
		return &Cell{Width: float64(unit)}
	}
	return &Cell{Width: float64(p.width)}
}
