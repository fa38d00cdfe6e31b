// Package magic tells files that begin with magic letters from texts that begin with a word of these letters.
package magic

import "bytes"

// Begins reports whether a file begins with magic letters, and is no text with a column of such a name, as PAR1 is one:
// lengths and types that follow have control characters among them.
func Begins(head []byte, letters string) bool {
	const most = 64 // bytes
	rest, ok := bytes.CutPrefix(head, []byte(letters))
	isControl := func(r rune) bool { return r < ' ' && r != '\t' && r != '\r' && r != '\n' }
	return ok && (len(rest) == 0 || bytes.ContainsFunc(rest[:min(len(rest), most)], isControl))
}
