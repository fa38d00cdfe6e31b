// Numbers as texts, with a decimal point or a decimal comma.

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
	if err == nil && (math.IsNaN(v) || isGo(text)) {
		err = strconv.ErrSyntax
	}
	return v, err
}

// isGo reports whether a number has a form of Go, 12_3 or 0x1p4. In files such texts are names.
func isGo(text string) bool {
	return strings.IndexByte(text, '_') >= 0 || strings.IndexByte(text, 'x') >= 0 || strings.IndexByte(text, 'X') >= 0
}

// isNumber reports whether a text is a number of any size.
func isNumber(text string, decimal rune) bool {
	_, err := parseNumber(text, decimal)
	return err == nil || errors.Is(err, strconv.ErrRange)
}

// isLossy reports whether a text is an integer that the number v is not, as an identifier of 64 bits is. The shortest
// digits and zeros, as programs write large numbers, are v.
func isLossy(text string, v float64) bool {
	if math.Abs(v) < MaxInteger || strings.Trim(text, "0123456789+-. ") != "" {
		return false
	}
	digits, decimals, _ := strings.Cut(strings.TrimLeft(strings.TrimSpace(text), "+-0"), ".")
	v = math.Abs(v)
	return strings.Trim(decimals, "0") == "" && digits != strconv.FormatFloat(v, 'f', -1, 64) && digits != strconv.FormatFloat(v, 'f', 0, 64)
}

func addNumber(to *Column, text string, decimal rune) (want string) {
	if to.Type == Bool {
		if v, err := strconv.ParseBool(text); err == nil {
			to.AppendBool(v)
			return ""
		}
		return to.Want()
	}
	v, err := parseNumber(text, decimal)
	switch {
	case err != nil || math.IsInf(v, 0):
		return "a finite number"
	case to.Type == Integer && v != math.Trunc(v):
		return "an integer"
	case isLossy(text, v) || to.Type == Integer && (math.Abs(v) > MaxInteger || math.Abs(v) == MaxInteger && strings.ContainsAny(text, "eE")):
		return wantInteger
	}
	to.AppendNumber(v)
	return ""
}

// isWhole reports whether a text consists of digits.
func isWhole(text string) (n int, ok bool) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	return n, err == nil && n >= 0
}
