// Package table reads columns of numbers out of CSV files.
//
// A row that a model could not use is an error that says where it stands,
// never a number made up for it.
package table

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"strings"

	"github.com/pkg/errors"
)

// Table is a matrix of finite numbers with a name for each column.
type Table struct {
	Names []string    // as in the file's head line, or "column 1", "column 2", …
	Rows  [][]float64 // N×len(Names)
}

// Open reads the chosen columns of a CSV file; see Read. A file whose content
// is gzip-compressed is recognised whatever its name.
func Open(path string, columns ...string) (*Table, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	t, err := Read(file, columns...)
	return t, errors.Wrap(err, path)
}

// Read reads the chosen columns, named by their head line or by their number
// from 1 on; no columns at all stand for every one. Fields are separated by
// commas, semicolons or tabs, whichever the first line has most of. The first
// line is a head line when a chosen field of it is not a number; lines that
// start with # and empty lines are skipped.
//
// Errors are a *FieldError or *RowError, which name the line, or wrap
// ErrNoColumn or ErrNoRows.
func Read(r io.Reader, columns ...string) (*Table, error) {
	text, err := decompress(bufio.NewReader(r))
	if err != nil {
		return nil, err
	}
	reader := csv.NewReader(text)
	reader.Comma = separator(text)
	reader.Comment = '#'
	reader.FieldsPerRecord = -1 // checked here, to name the line
	reader.TrimLeadingSpace = reader.Comma != '\t'
	reader.ReuseRecord = true
	return read(reader, columns)
}

// decompress looks for the two magic bytes of RFC 1952.
func decompress(r *bufio.Reader) (*bufio.Reader, error) {
	if magic, _ := r.Peek(2); len(magic) < 2 || magic[0] != 0x1f || magic[1] != 0x8b {
		return r, nil
	}
	zip, err := gzip.NewReader(r)
	if err != nil {
		return nil, errors.Wrap(err, "gzip")
	}
	return bufio.NewReader(zip), nil
}

// separator guesses from the first line without consuming it.
func separator(r *bufio.Reader) rune {
	head, _ := r.Peek(4096)
	line, _, _ := strings.Cut(string(head), "\n")
	best := ','
	for _, c := range ";\t" {
		if strings.Count(line, string(c)) > strings.Count(line, string(best)) {
			best = c
		}
	}
	return best
}

func read(r *csv.Reader, columns []string) (*Table, error) {
	first, err := r.Read()
	if err == io.EOF {
		return nil, errors.WithStack(ErrNoRows)
	}
	if err != nil {
		return nil, errors.WithStack(err)
	}
	chosen, err := choose(first, columns)
	if err != nil {
		return nil, err
	}
	p := &parser{reader: r, chosen: chosen, width: len(first)}
	if p.isHead(first) {
		p.names = clone(first)
	} else if err := p.add(first); err != nil {
		return nil, err
	}
	return p.rest()
}
