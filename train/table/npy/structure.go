// Structured dtypes, whose rows have several named fields.

package npy

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// structure matches the fields of a structured type, such as [('x', '<f8'), ("n'", '<i4')], whose names are in quotes as
// Python writes them.
var structure = regexp.MustCompile(`\(\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,\s*'([^']*)'\s*\)`)

// parseFields parses a structured type.
func parseFields(text string) (fields []field, size int, ok bool) {
	rest := structure.ReplaceAllString(text, "")
	for _, match := range structure.FindAllStringSubmatch(text, -1) {
		if gap, is := strings.CutPrefix(match[2], "|V"); is && match[1] == "''" { // bytes that align the next field
			n, err := strconv.ParseUint(gap, 10, 16)
			if err != nil {
				return nil, 0, false
			}
			size += int(n)
			continue
		}
		d, known := parseType(match[2])
		name, err := unquoted(match[1])
		if !known || err != nil {
			return nil, 0, false
		}
		fields = append(fields, field{name, d, size})
		size += d.size
	}
	return fields, size, len(fields) > 0 && strings.Trim(rest, "[], ") == ""
}

// utf8Name converts a name from Latin-1, the encoding of headers before version 3, to UTF-8.
func utf8Name(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	runes := make([]rune, len(name))
	for i := range len(name) {
		runes[i] = rune(name[i])
	}
	return string(runes)
}

// unquoted is a text in quotes with escapes, of which Python writes some that Go has too.
func unquoted(text string) (string, error) {
	quote, rest := text[0], utf8Name(text[1:len(text)-1])
	var out strings.Builder
	for rest != "" {
		r, _, tail, err := strconv.UnquoteChar(rest, quote)
		if err != nil {
			return "", err
		}
		out.WriteRune(r)
		rest = tail
	}
	return out.String(), nil
}
