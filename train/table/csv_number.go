// Numbers in CSV files, with a decimal point or a decimal comma.

package table

import (
	"math"
	"strconv"
	"strings"

	"github.com/pkg/errors"
)

// parseNumber reads a number with a decimal point or a decimal comma.
func parseNumber(text string, decimal rune) (float64, error) {
	text = strings.TrimSpace(text)
	if decimal == ',' {
		if strings.ContainsRune(text, '.') {
			return 0, strconv.ErrSyntax
		}
		text = strings.Replace(text, ",", ".", 1)
	}
	v, err := strconv.ParseFloat(text, 64)
	if err == nil && math.IsNaN(v) {
		err = strconv.ErrSyntax
	}
	return v, err
}

// isNumber reports whether a text is a number of any size.
func isNumber(text string, decimal rune) bool {
	_, err := parseNumber(text, decimal)
	return err == nil || errors.Is(err, strconv.ErrRange)
}

// isWhole reports whether a text consists of digits.
func isWhole(text string) (n int, ok bool) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	return n, err == nil && n >= 0
}

// decimals counts the texts that are numbers only with a decimal comma, and those that are numbers only with a decimal
// point.
func decimals(records [][]string) (commas, points int) {
	for _, record := range records {
		for _, field := range record {
			switch {
			case strings.ContainsRune(field, ',') && isNumber(field, ','):
				commas++
			case strings.ContainsRune(field, '.') && isNumber(field, '.'):
				points++
			}
		}
	}
	return commas, points
}
