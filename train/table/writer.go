// Writers of tables batch by batch, and the files that they write, compressed or not.

package table

import (
	"bufio"
	"compress/gzip"
	"io"
	"os"
	"strings"

	"github.com/pkg/errors"
)

// A Writer writes a table batch by batch. The file is complete only if Close returned no error.
type Writer interface {
	// Write adds the rows of a table with the writer's fields.
	Write(batch *Table) error
	Close() error
}

// Create returns a writer of a file. The name says the format: CSV, CSV compressed by .gz, or a format whose package is
// imported. "-" is CSV on standard output. If the format refuses the fields, a file of this name stays as it is. After Close
// the writer returns os.ErrClosed.
func Create(path string, fields []Field) (Writer, error) {
	if path == "-" {
		return NewCSVWriter(os.Stdout, fields)
	}
	const packed = ".gz"
	name, zipped := path, strings.HasSuffix(strings.ToLower(path), packed)
	if zipped {
		name = path[:len(path)-len(packed)]
	}
	format, err := creator(name)
	if err != nil {
		return nil, err
	}
	out := &output{path: path}
	out.buffer = bufio.NewWriterSize(&out.file, 1<<16)
	if zipped {
		out.zip = gzip.NewWriter(out.buffer)
	}
	if out.Writer, err = format.Create(out.target(), fields); err != nil {
		return nil, errors.WithMessage(err, path)
	}
	if err := out.file.open(path); err != nil {
		out.Close()
		return nil, errors.WithStack(err)
	}
	return out, nil
}

// lateFile holds what is written before its file is open, so that a file that is there keeps its rows until the format has
// taken the fields.
type lateFile struct {
	file *os.File // nil until it is open
	held []byte
}

func (f *lateFile) Write(p []byte) (int, error) {
	if f.file == nil {
		f.held = append(f.held, p...)
		return len(p), nil
	}
	return f.file.Write(p)
}

func (f *lateFile) open(path string) (err error) {
	if f.file, err = os.Create(path); err == nil {
		_, err = f.file.Write(f.held)
	}
	f.held = nil
	return err
}

func (f *lateFile) Close() error { return f.file.Close() }

// output is a writer with its file.
type output struct {
	Writer
	zip    *gzip.Writer // nil if not compressed
	buffer *bufio.Writer
	file   lateFile
	path   string
	closed bool
}

func (o *output) target() io.Writer {
	if o.zip != nil {
		return o.zip
	}
	return o.buffer
}

// Write refuses rows after Close: they would go to a buffer, and get lost.
func (o *output) Write(batch *Table) error {
	if o.closed {
		return errors.Wrap(os.ErrClosed, o.path)
	}
	return o.Writer.Write(batch)
}

// Close ends the format, the compression, the buffer and the file, in this order.
func (o *output) Close() error {
	if o.closed {
		return errors.Wrap(os.ErrClosed, o.path)
	}
	o.closed = true
	ends := []func() error{o.Writer.Close, o.buffer.Flush, o.file.Close}
	if o.zip != nil {
		ends = []func() error{o.Writer.Close, o.zip.Close, o.buffer.Flush, o.file.Close}
	}
	var first error
	for _, end := range ends {
		if err := end(); first == nil {
			first = err
		}
	}
	return errors.Wrap(first, o.path)
}

// Copy writes the rest of a reader's rows.
func Copy(w Writer, r Reader) error {
	if w == nil {
		return errors.Wrap(ErrSettings, "no writer for the rows of a reader")
	}
	for batch, err := range Batches(r, 0) {
		if err == nil {
			err = w.Write(batch)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
