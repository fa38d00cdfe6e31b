// The encoding of a text file, detected and decoded to UTF-8.

package table

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// notUTF8 is the encoding of texts that no mark and no zeros tell. It has no characters for five bytes.
const notUTF8 = "Windows-1252, since it is not UTF-8"

// decode decodes a text file to UTF-8 without a byte order mark, and names the encoding. Where the beginning is ASCII, later characters
// tell whether it is UTF-8.
func decode(in *Input) (text *bufio.Reader, name string, later *undecided) {
	head := in.Head()
	if order, ok := utf16Order(head); ok {
		return through(in, unicode.UTF16(order, unicode.UseBOM)), "UTF-16", nil
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		io.CopyN(io.Discard, in, 3)
		return through(in, encoding.Nop), "UTF-8 with a byte order mark", nil
	}
	if !validStart(head) {
		return through(in, charmap.Windows1252), notUTF8, nil
	}
	if asciiStart(head) == len(head) {
		later = &undecided{in: through(in, encoding.Nop)}
		return bufio.NewReaderSize(later, headBytes), "UTF-8", later
	}
	return through(in, encoding.Nop), "UTF-8", nil
}

func through(in *Input, e encoding.Encoding) *bufio.Reader {
	if e == encoding.Nop {
		return bufio.NewReaderSize(in, headBytes)
	}
	return bufio.NewReaderSize(e.NewDecoder().Reader(in), headBytes)
}

// withLines makes line feeds of carriage returns if these alone end the lines, as in files of programs for the Macintosh.
func withLines(text *bufio.Reader) (lines *bufio.Reader, note []string) {
	head, _ := text.Peek(headBytes)
	if !endsInReturns(head) {
		return text, nil
	}
	return bufio.NewReaderSize(returns{text}, headBytes), []string{"lines end with a carriage return"}
}

// endsInReturns reports whether carriage returns alone end the lines of a text. Line feeds may stand in quotes, where these
// programs write them, and after the last line.
func endsInReturns(head []byte) bool {
	lines := bytes.TrimRight(head, "\r\n")
	if bytes.IndexByte(lines, '\n') < 0 {
		return bytes.IndexByte(lines, '\r') >= 0
	}
	inQuotes, returns := false, false
	for _, b := range lines {
		switch {
		case b == '"':
			inQuotes = !inQuotes
		case b == '\n' && !inQuotes:
			return false
		case b == '\r' && !inQuotes:
			returns = true
		}
	}
	return returns
}

// returns reads carriage returns as line feeds.
type returns struct{ r io.Reader }

func (r returns) Read(p []byte) (n int, err error) {
	n, err = r.r.Read(p)
	for i, b := range p[:n] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// utf16Order recognises UTF-16 by its byte order mark, or by the zeros in every second byte of Latin letters.
func utf16Order(head []byte) (order unicode.Endianness, ok bool) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe\x00\x00")):
		return order, false // UTF-32
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return unicode.LittleEndian, true
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return unicode.BigEndian, true
	}
	even, odd := zeros(head)
	switch n := len(head) / 2; {
	case n > 0 && even == 0 && 2*odd > n:
		return unicode.LittleEndian, true
	case n > 0 && odd == 0 && 2*even > n:
		return unicode.BigEndian, true
	}
	return order, false
}

func zeros(head []byte) (even, odd int) {
	for i, b := range head {
		if b != 0 {
			continue
		}
		if i%2 == 0 {
			even++
		} else {
			odd++
		}
	}
	return even, odd
}

// validStart reports whether a text is UTF-8, except for a character that its end cuts.
func validStart(head []byte) bool {
	for cut := 0; cut < utf8.UTFMax && cut <= len(head); cut++ {
		whole, tail := head[:len(head)-cut], head[len(head)-cut:]
		if utf8.Valid(whole) {
			return cut == 0 || !utf8.FullRune(tail)
		}
	}
	return false
}
