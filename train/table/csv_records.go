// CSV text split into rows of fields; the length of a row is bounded.

package table

import (
	"bufio"
	"encoding/csv"
	"io"
	"strings"

	"github.com/pkg/errors"
)

// records reads rows of fields. Lines are counted from 1.
type records interface {
	next() (fields []string, line int, err error)
}

// newRecords returns rows whose fields are separated by a delimiter; ' ' means any run of blanks.
func newRecords(r io.Reader, delimiter, comment rune) records {
	if delimiter == ' ' {
		text := bufio.NewScanner(r)
		text.Buffer(nil, maxRowBytes)
		return &blankRecords{text: text, comment: string(max(comment, 0))}
	}
	bounded := &boundedRows{r: r}
	reader := csv.NewReader(bounded)
	reader.Comma, reader.Comment = delimiter, max(comment, 0)
	reader.FieldsPerRecord = -1 // the caller checks it, and names the line
	reader.TrimLeadingSpace = delimiter != '\t'
	reader.ReuseRecord = true
	return &csvRecords{reader, bounded}
}

type csvRecords struct {
	reader  *csv.Reader
	bounded *boundedRows
}

func (c *csvRecords) next() ([]string, int, error) {
	c.bounded.row = 0
	fields, err := c.reader.Read()
	if err != nil {
		return nil, 0, err
	}
	line, _ := c.reader.FieldPos(0)
	return fields, line, nil
}

// maxRowBytes bounds a row, so that an unclosed quote does not take the whole file into memory.
const maxRowBytes = 1 << 24

// boundedRows stops reading when a row has become too long.
type boundedRows struct {
	r   io.Reader
	row int // bytes read since the row began
}

func (b *boundedRows) Read(p []byte) (int, error) {
	if b.row > maxRowBytes {
		return 0, errors.Wrapf(ErrLongRow, "more than %d bytes; is a quote not closed?", maxRowBytes)
	}
	n, err := b.r.Read(p)
	b.row += n
	return n, err
}

// blankRecords separates fields by runs of blanks, which may also stand in quotes within a line.
type blankRecords struct {
	text    *bufio.Scanner
	comment string
	line    int
}

func (b *blankRecords) next() ([]string, int, error) {
	for b.text.Scan() && b.text.Err() == nil { // with an error the line is a part of one
		b.line++
		text := b.text.Text()
		if fields, _ := blankFields(text); len(fields) > 0 && !(b.comment != "\x00" && strings.HasPrefix(text, b.comment)) {
			return fields, b.line, nil
		}
	}
	switch err := b.text.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, b.line, errors.Wrapf(ErrLongRow, "line %d: more than %d bytes", b.line+1, maxRowBytes)
	case err != nil:
		return nil, b.line, errors.Wrapf(err, "line %d", b.line+1)
	}
	return nil, b.line, io.EOF
}

// sampleRows bounds the rows in which a file's properties are detected.
const sampleRows = 1000

// sample returns the first rows of head, whose last line may be incomplete.
func sample(head string, whole bool, delimiter, comment rune) [][]string {
	if end := strings.LastIndexByte(head, '\n'); end >= 0 && !whole {
		head = head[:end+1]
	}
	rows := newRecords(strings.NewReader(head), delimiter, comment)
	var out [][]string
	for len(out) < sampleRows {
		fields, _, err := rows.next()
		if err != nil {
			break
		}
		out = append(out, append([]string(nil), fields...))
	}
	return out
}
