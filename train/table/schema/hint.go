// Hints at texts that people read as numbers or dates, and at numbers that flows make too unlikely.

package schema

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// figure matches a number of any notation: with a currency before it or a unit behind it, and with marks between thousands.
var figure = regexp.MustCompile(`\A\(?[-+−]?((?:[$€£¥]|USD|EUR|GBP|CHF|JPY)? ?)[-+−]?(?:[0-9]{1,3}(?:[.,'’\x{a0}\x{202f} ][0-9]{3})+|[0-9]+)?(?:[.,]?[0-9]+)( ?[^0-9)]{0,6})\)?\z`)

// writtenNumber is how a text becomes a number.
const writtenNumber = "1366.5, or 1366,5 beside other decimal commas"

// nameRows is from how many values on a column of texts is taken for a name of the rows, if most of them are different.
const nameRows = 20

// hint says what most of the texts of so many values look like, or that they name rows. It is "" if they look like
// nothing else than levels.
func (p *textProfile) hint(values int64) string {
	numbers, dates := 0, 0
	units, example := map[string]int{}, ""
	for _, text := range p.levels {
		text = strings.TrimSpace(text)
		if isDateLike(text) {
			dates++
		} else if parts := figure.FindStringSubmatch(text); parts != nil {
			if numbers++; len(text) > len(example) {
				example = text
			}
			units[parts[1]+" "+parts[2]]++
		}
	}
	switch {
	case 2*dates > len(p.levels):
		return fmt.Sprintf("texts such as %q look like dates: write them as 2006-01-02", p.levels[0])
	case len(p.levels) < 2 || 2*numbers <= len(p.levels) || 2*len(units) > numbers:
		if n := int64(len(p.levels)); !p.many && values >= nameRows && 2*n > values {
			return "most rows have a text of their own: leave the column out if it names them"
		}
		return ""
	case strings.Trim(example, "0123456789") != "":
		return fmt.Sprintf("texts such as %q look like numbers: write them as "+writtenNumber+", and empty fields for others", example)
	case !(&table.Column{}).AppendParsed(example):
		return fmt.Sprintf("texts such as %q are integers of more than 53 bits", example)
	}
	return ""
}

// doubtful are layouts of dates of which the day, the month or the century cannot be told.
var doubtful = []string{"1/2/2006", "2/1/2006", "1/2/06", "2/1/06", "2.1.06"}

// unread are layouts that other programs write, and package table does not read.
var unread = []string{"2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02 15:04 Z0700", "2006-01-02 15", "20060102T150405Z0700", "02/Jan/2006:15:04:05 Z0700", "2006-01-02 15:04:05Z07", "2006-01-02 15:04:05 Z0700", "2006-01-02 15:04:05 MST",
	"2006-01-02 3:04 PM", "2006-01-02 3:04:05 PM",
	"2006-01", "2006/01", "1/2006", "Jan-06", "Jan-2006", "Jan 2006", "January 2006", "2-Jan-06", "2 January 2006", "1-2-2006", "2-1-2006", "2006.1.2", "Mon, 2 Jan 2006 15:04:05", time.ANSIC, time.UnixDate}

func isDateLike(text string) bool {
	date, _, _ := strings.Cut(text, " ")
	return isOf(doubtful, date) || isOf(unread, text)
}

// isOf says that a text is a date of one of the layouts.
func isOf(layouts []string, text string) bool {
	return slices.ContainsFunc(layouts, func(layout string) bool {
		_, err := time.Parse(layout, text)
		return err == nil
	})
}

// farOut is how many deviations from the mean a number is that normal, exponential and Laplace distributions do not have in a
// million rows, or hardly.
const farOut = 12

// hint says how far out numbers are that are modelled as they are. A flow over a normal density has its tails: beyond the
// numbers trained on log p falls by the square of the distance.
func (p *numberProfile) hint(c *Column) string {
	deviation := p.plain.deviation()
	far := max(p.max-p.plain.mean(), p.plain.mean()-p.min) / deviation
	if c.Transform != Identity || !(far >= farOut) || math.IsInf(far, 0) {
		return ""
	}
	return fmt.Sprintf("values up to %.0f deviations from the mean: log p of values so far out is far too low, as tails of a flow are normal; want another scale, such as asinh", far)
}
