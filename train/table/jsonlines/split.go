// The members of a line that is valid JSON, found without a decoder.

package jsonlines

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// split appends the members of the object of a line, whose values are parts of the line; false if the line is not one object.
// Names are those that stand behind the given members where they are the same, as in most lines.
func split(members []member, line []byte) (out []member, ok bool) {
	line = blank(line)
	if !json.Valid(line) || line[0] != '{' {
		return nil, false
	}
	known := members[:cap(members)]
	for line = blank(line[1:]); line[0] == '"'; line = blank(bytes.TrimPrefix(line, []byte(","))) {
		var m member
		name, rest := first(line)
		if k := len(members); k < len(known) && string(name[1:len(name)-1]) == known[k].name && !bytes.Contains(name, escape) {
			m.name = known[k].name
		} else if m.name, ok = unquote(name); !ok {
			return nil, false
		}
		m.value, rest = first(blank(blank(rest)[1:])) // behind the colon
		members, line = append(members, m), blank(rest)
	}
	return members, true
}

// escape begins an escape.
var escape = []byte(`\`)

// blank is a text without the blanks that it begins with.
func blank(text []byte) []byte {
	for i, c := range text {
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return text[i:]
		}
	}
	return nil
}

// unquote is the text of a JSON string, in which U+FFFD stands for what is no Unicode.
func unquote(quoted []byte) (string, bool) {
	if inside := quoted[1 : len(quoted)-1]; !bytes.Contains(inside, escape) && utf8.Valid(inside) {
		return string(inside), true
	}
	var text string
	err := json.Unmarshal(quoted, &text)
	return text, err == nil
}

// first parts valid JSON behind its first value.
func first(text []byte) (value, rest []byte) {
	depth := 0
	for i := 0; ; {
		switch c := text[i]; {
		case c == '"':
			for i++; text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
			i++
		case c == '{' || c == '[':
			depth++
			i++
			continue
		case c == '}' || c == ']':
			depth--
			i++
		case depth > 0:
			i++
			continue
		default:
			i = len(text) - len(bytes.TrimLeft(text, "+-.0123456789Eaeflnrstu"))
		}
		if depth == 0 {
			return text[:i:i], text[i:]
		}
	}
}
