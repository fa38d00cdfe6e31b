// Types of columns and layouts of dates, detected in a sample of texts.

package table

import (
	"strconv"
	"strings"
	"time"

	"github.com/pkg/errors"
)

// layouts are common layouts of dates. Those with day and month separated by a slash come last, in pairs both of which
// may fit.
var layouts = []string{
	"2006-01-02", time.RFC3339Nano, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04",
	"2006-01-02 15:04:05Z07:00", "2006/01/02", "2006/01/02 15:04:05", "02.01.2006", "02.01.2006 15:04", "02.01.2006 15:04:05",
	"2.1.2006", "2.1.2006 15:04", "02-Jan-2006", "2 Jan 2006", "Jan 2, 2006", "January 2, 2006", time.RFC1123, time.RFC1123Z,
	"01/02/2006", "02/01/2006", "01/02/2006 15:04", "02/01/2006 15:04", "01/02/2006 15:04:05", "02/01/2006 15:04:05",
	"1/2/2006", "2/1/2006", "1/2/2006 15:04", "2/1/2006 15:04", "1/2/2006 15:04:05", "2/1/2006 15:04:05",
}

// lossyShare is the share of integers that numbers would round above which a column is text: they are identifiers.
const lossyShare = 0.1

// sampleType returns the type that at least half of a column's texts have, and the layout of dates. Texts that do not
// fit are reported where they are read.
func sampleType(texts []string, decimal rune) (Type, string) {
	numbers, lossy := 0, 0
	for _, text := range texts {
		v, err := parseNumber(text, decimal)
		if err == nil || errors.Is(err, strconv.ErrRange) {
			numbers++
		}
		if err == nil && isLossy(text, v) {
			lossy++
		}
	}
	switch {
	case float64(lossy) > lossyShare*float64(len(texts)):
		return Text, ""
	case 2*numbers >= len(texts):
		return Number, ""
	}
	if layout := DateLayout(texts); layout != "" {
		return Date, layout
	}
	return Text, ""
}

// DateLayout returns the layout, in the notation of package time, that fits at least half of the texts and more than
// any other, with parts of seconds if a text has them. It returns "" if there is none, or if day and month cannot be told
// apart.
func DateLayout(texts []string) string {
	best, most, tie := "", 0, false
	for _, layout := range layouts {
		n := fitting(texts, layout)
		switch {
		case 2*n < len(texts) || n == 0:
		case n > most:
			best, most, tie = layout, n, false
		case n == most:
			tie = tie || strings.Contains(layout, "/2006") && withoutZeros.Replace(layout) != withoutZeros.Replace(best)
		}
	}
	if tie {
		return ""
	}
	return withParts(texts, best)
}

// withoutZeros makes layouts read days and months of one digit.
var withoutZeros = strings.NewReplacer("01/02/", "1/2/", "02/01/", "2/1/", "02.01.", "2.1.")

// parseDate reads a date of a layout. Where that has two digits for days and months, one may do: the dates by which a layout
// is found may all have two.
func parseDate(layout, text string) (time.Time, error) {
	t, err := time.Parse(layout, text)
	if err == nil {
		return t, nil
	}
	return time.Parse(withoutZeros.Replace(layout), text)
}

// withParts returns a layout that writes the parts of seconds that some text has: package time reads them by any layout
// of seconds, and writes none.
func withParts(texts []string, layout string) string {
	for _, text := range texts {
		if t, err := time.Parse(layout, strings.TrimSpace(text)); err == nil && t.Nanosecond() != 0 && !strings.Contains(layout, ":05.") {
			return strings.Replace(layout, ":05", ":05.999999999", 1)
		}
	}
	return layout
}

// fewTexts is the number of texts after which a layout that fits none is given up.
const fewTexts = 20

func fitting(texts []string, layout string) (n int) {
	for i, text := range texts {
		if i == fewTexts && n == 0 {
			return 0
		}
		if _, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
			n++
		}
	}
	return n
}

// columnTexts returns the texts of a column in a sample, without those that mean a missing value.
func columnTexts(rows [][]string, j int, missing map[string]bool) []string {
	var texts []string
	for _, row := range rows {
		if j < len(row) && !missing[strings.TrimSpace(row[j])] {
			texts = append(texts, row[j])
		}
	}
	return texts
}

// sampleTypes returns the types of all columns of a sample.
func sampleTypes(rows [][]string, width int, decimal rune, missing map[string]bool) (types []Type, layouts []string) {
	types, layouts = make([]Type, width), make([]string, width)
	for j := range types {
		types[j], layouts[j] = sampleType(columnTexts(rows, j, missing), decimal)
	}
	return types, layouts
}
