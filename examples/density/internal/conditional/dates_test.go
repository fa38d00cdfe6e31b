// Dates that are asked for.

package conditional_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/conditional"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// TestDatesOfACell: the values of a column of days are written as those of the data, so that they can be looked up there
// and given. Points of the density between them keep the time of day, as do cells that the layout cannot tell.
func TestDatesOfACell(t *testing.T) {
	text := "day,x\n"
	for i := range 60 {
		text += fmt.Sprintf("%02d/%02d/2021,%d.5\n", 1+i*i%28, 1+i%12, i*i%17)
	}
	rows := readRows(t, text)
	for _, c := range []struct {
		kind   string
		points int
		want   string
	}{{"rounded:1", 0, "02/01/2006"}, {"rounded:1.5", 0, ""}, {"rounded:1", 5, ""}} {
		s, err := schema.New(rows, nil)
		if err == nil {
			err = s.Set("day", c.kind)
		}
		if err == nil {
			err = s.Fit(rows)
		}
		if err != nil {
			t.Fatal(err)
		}
		answer := ask(t, &conditional.Question{Model: flow(t, s), Schema: s, Of: []string{"day"}, Given: map[string]string{"x": "3.5"}, Points: c.points})
		if got := answer.Rows.Columns[0].Layout; got != c.want {
			t.Errorf("%s by %d points: %q, such as %s; want %q", c.kind, c.points, got, answer.Rows.Columns[0].Format(3), c.want)
		}
	}
}

// TestTimesWithParts: points of a density are written as the data's dates where these have parts of seconds, such as those of Parquet
// without a zone, which the answer does not have either.
func TestTimesWithParts(t *testing.T) {
	text := "time,x\n"
	for i := range 60 {
		text += fmt.Sprintf("2021-01-%02dT10:00:00.%06d,%d.5\n", 1+i*i%28, i*i*i%999983, i*i%17)
	}
	s, err := schema.New(readRows(t, text), nil)
	if err != nil {
		t.Fatal(err)
	}
	answer := ask(t, &conditional.Question{Model: flow(t, s), Schema: s, Of: []string{"time"}, Given: map[string]string{"x": "3.5"}})
	if got, want := answer.Rows.Columns[0].Layout, s.Columns[0].Layout; got != want || want == "" {
		t.Errorf("%q, such as %s; want %q", got, answer.Rows.Columns[0].Format(3), want)
	}
}

// TestMonths: the values of a column of months are the days that stand for them, with probabilities whose sum is 1. The
// density, asked for by points, is one per day.
func TestMonths(t *testing.T) {
	for _, day := range []int{0, 1} {
		text := "month,x\n"
		for i := range 60 {
			text += fmt.Sprintf("%s,%d.5\n", time.Date(2021, time.Month(1+i*i%30), day, 0, 0, 0, 0, time.UTC).Format("2006-01-02"), i*i%17)
		}
		s, err := schema.New(readRows(t, text), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, points := range []int{0, 50} {
			answer, sum := ask(t, &conditional.Question{Model: flow(t, s), Schema: s, Of: []string{"month"}, Given: map[string]string{"x": "3.5"}, Points: points}), 0.0
			dates := answer.Rows.Columns[0].Dates
			for i, date := range dates {
				days := 1.0 // for each value
				if points > 0 {
					days = dates[min(i+1, len(dates)-1)].Sub(dates[max(i-1, 0)]).Hours() / 48
				}
				if sum += days * math.Exp(answer.Rows.Columns[1].Numbers[i]); points == 0 && !date.Equal(time.Date(date.Year(), date.Month()+time.Month(1-day), day, 0, 0, 0, 0, time.UTC)) {
					t.Errorf("value %d is %v, want a month's day %d", i, date, day)
				}
				if i > 0 && !date.After(dates[i-1]) {
					t.Errorf("%v after %v", date, dates[i-1])
				}
			}
			if math.Abs(sum-1) > 0.02 {
				t.Errorf("%d points: the sum is %g, want 1", points, sum)
			}
		}
	}
}

// TestTimesOfADay: times of one day, with the day's ends as bounds, have a density.
func TestTimesOfADay(t *testing.T) {
	text := "time,x\n"
	for i := range 60 {
		text += fmt.Sprintf("2021-03-04 %02d:%02d:%02d,%d.5\n", 6+i*i%13, i*7%60, i*11%60, i*i%17)
	}
	rows := readRows(t, text)
	s, err := schema.New(rows, nil)
	if err == nil {
		err = s.Set("time", "continuous logit:0:1")
	}
	if err == nil {
		err = s.Fit(rows)
	}
	if err != nil {
		t.Fatal(err)
	}
	answer := ask(t, &conditional.Question{Model: flow(t, s), Schema: s, Of: []string{"time"}, Given: map[string]string{"x": "3.5"}})
	for i, date := range answer.Rows.Columns[0].Dates {
		if date.Format("2006-01-02") != "2021-03-04" {
			t.Errorf("point %d is %v, want one of the day", i, date)
		}
	}
}
