// The encoding of a text file whose beginning is ASCII.

package table

import (
	"bufio"
	"encoding/binary"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// undecided is a text in UTF-8 or Windows-1252, which its first character that is not ASCII tells.
type undecided struct {
	in    *bufio.Reader
	rest  io.Reader // from that character on; nil before
	latin bool      // it is not UTF-8
}

func (u *undecided) Read(p []byte) (int, error) {
	switch {
	case u.rest != nil:
		return u.rest.Read(p)
	case len(p) == 0:
		return 0, nil
	}
	start, err := u.in.Peek(utf8.UTFMax)
	if len(start) == 0 {
		return 0, err
	}
	ready, _ := u.in.Peek(min(u.in.Buffered(), len(p)))
	if n := asciiStart(ready); n > 0 {
		return u.in.Read(p[:n])
	}
	u.rest = u.in
	if r, bytes := utf8.DecodeRune(start); r == utf8.RuneError && bytes <= 1 {
		u.latin, u.rest = true, charmap.Windows1252.NewDecoder().Reader(u.in)
	}
	return u.rest.Read(p)
}

// isLatin reports whether a character has told that the text is not UTF-8.
func (u *undecided) isLatin() bool { return u != nil && u.latin }

// asciiStart is the number of bytes of ASCII that a text begins with.
func asciiStart(text []byte) (n int) {
	for len(text)-n >= 8 && binary.LittleEndian.Uint64(text[n:])&0x8080808080808080 == 0 {
		n += 8
	}
	for n < len(text) && text[n] < utf8.RuneSelf {
		n++
	}
	return n
}
