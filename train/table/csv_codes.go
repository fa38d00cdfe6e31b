// Codes: digits that name something and count nothing, such as postal codes with leading zeros.

package table

import (
	"fmt"
	"strings"
)

// areCodes reports whether the texts of a column are codes: digits alone, all of one width and some with a leading
// zero, or most of them with one. No program writes numbers so, and numbers would lose the zeros.
func areCodes(texts []string) bool {
	padded, equal := 0, true
	for _, text := range texts {
		text = strings.TrimSpace(text)
		if strings.Trim(text, "0123456789") != "" {
			return false
		}
		equal = equal && len(text) == len(strings.TrimSpace(texts[0]))
		if isPadded(text) {
			padded++
		}
	}
	return equal && padded > 0 || 2*padded > len(texts)
}

// isPadded reports whether digits begin with a zero that a number would not have.
func isPadded(digits string) bool { return len(digits) > 1 && digits[0] == '0' }

// code returns text for a column of numbers that is one of codes, with a note. The header is found before, by numbers
// below texts.
func (c *csvReader) code(f Field, texts []string) Field {
	if !areCodes(texts) {
		return f
	}
	f.Type = Text
	for _, text := range texts {
		if text = strings.TrimSpace(text); isPadded(text) {
			c.notes = append(c.notes, fmt.Sprintf("%s: texts, not numbers, since digits such as %q have leading zeros", shorten(oneLine(f.Name)), shorten(text)))
			break
		}
	}
	return f
}

// noteCode notes the first field of a column of numbers that may be a code: the first rows, which told the column's
// type, had none or few.
func (c *csvReader) noteCode(i int, text string, at Place) {
	if c.counted[i] {
		return
	}
	if !isPadded(text) || strings.Trim(text, "0123456789") != "" {
		return
	}
	c.counted[i] = true
	c.notes = append(c.notes, fmt.Sprintf("%s: numbers, as most rows have, so that %q of line %d has lost its leading zeros", shorten(oneLine(c.fields[i].Name)), shorten(text), at.Line))
}
