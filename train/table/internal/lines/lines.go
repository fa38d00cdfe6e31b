// Package lines looks ahead in a text for the lines in which its columns are detected.
package lines

import (
	"bufio"
	"bytes"
	"io"
)

// few is the number of lines that are enough to detect columns in.
const few = 20

// Ahead returns a text with a buffer of its first lines, and what is in it: the first bytes, at least so many, or more if
// there are few lines in them, as in a table of thousands of columns. It is whole if the text ends there.
func Ahead(r io.Reader, least, most int) (text *bufio.Reader, head []byte, whole bool) {
	text = bufio.NewReaderSize(r, least)
	for {
		head, err := text.Peek(text.Size())
		if err != nil || text.Size() >= most || bytes.Count(head, []byte("\n")) >= few {
			return text, head, err != nil
		}
		text = bufio.NewReaderSize(text, 2*text.Size())
	}
}
