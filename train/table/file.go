// Tables in files and on standard input, whose format is detected.

package table

import (
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/pkg/errors"
)

// A File is a Source. Its format is detected in its content. The path "-" is standard input, which can be opened only
// once, as a pipe can.
type File struct {
	Path    string
	Options *Options
}

// Open opens the file and detects its format. A format without a reader is a FormatError.
func (f File) Open() (Reader, error) {
	if f.Path == "-" {
		return openStdin(f.Options)
	}
	file, err := os.Open(f.Path)
	if err != nil {
		return nil, errors.WithStack(err)
	}
	var r Reader
	if err = takePipe(file); err == nil {
		r, err = NewReader(file, f.Path, f.Options)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return &closing{Reader: r, file: file}, nil
}

// name is that of messages.
func (f File) name() string {
	if f.Path == "-" {
		return "standard input"
	}
	return f.Path
}

// stdinTaken is set when standard input has been opened.
var stdinTaken atomic.Bool

func openStdin(o *Options) (Reader, error) {
	if stdinTaken.Swap(true) {
		return nil, errors.Wrap(ErrOnce, "standard input; read it whole by ReadAll")
	}
	return NewReader(os.Stdin, File{Path: "-"}.name(), o)
}

// pipes are those that have been opened last, by their paths: numbers of those that are removed are given to others.
var pipes = struct {
	sync.Mutex
	opened map[string]os.FileInfo
}{opened: map[string]os.FileInfo{}}

// takePipe refuses a pipe that has been opened before: its first rows are gone, and perhaps a part of the next one.
func takePipe(file *os.File) error {
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		return errors.WithStack(err)
	}
	pipes.Lock()
	defer pipes.Unlock()
	if before := pipes.opened[file.Name()]; before != nil && os.SameFile(info, before) {
		return errors.Wrapf(ErrOnce, "%s is a pipe, whose first rows are gone; want a file, or read it whole by ReadAll", file.Name())
	}
	pipes.opened[file.Name()] = info
	return nil
}

// closing also closes the file.
type closing struct {
	Reader
	file io.Closer
}

func (c *closing) Close() error {
	err := c.Reader.Close()
	if later := c.file.Close(); err == nil {
		err = later
	}
	return err
}

// ReadFile reads the whole of a file.
func ReadFile(path string, o *Options) (*Table, error) { return ReadAll(File{path, o}) }

// NewReader reads a table of any registered format from r. It reads r once from its beginning and does not close it.
// The name is for messages.
func NewReader(r io.Reader, name string, o *Options) (Reader, error) {
	in, err := NewInput(r, name)
	if err != nil {
		return nil, err
	}
	format, err := in.find()
	if err != nil {
		return nil, err
	}
	reader, err := format.open(in, o.OrDefault())
	if err == nil && format != csvFormat {
		reader, err = Retype(reader, o.OrDefault())
	}
	if err != nil {
		in.Close()
		return nil, inFile(err, name)
	}
	if !in.plain {
		reader = &unpacked{reader, in}
	}
	return reader, nil
}

// unpacked reads compressed input to its end, where its checksum is compared, though the rows may end before.
type unpacked struct {
	Reader
	in *Input
}

func (u *unpacked) Read(batch *Table, n int) error {
	err := u.Reader.Read(batch, n)
	if err != io.EOF {
		return err
	}
	if _, damage := io.Copy(io.Discard, u.in); damage != nil {
		return errors.Wrap(damage, u.in.Name)
	}
	return err
}

// inFile adds the file's name to an error without one.
func inFile(err error, name string) error {
	var column *ColumnError
	if errors.As(err, &column) {
		column.File = name
		return err
	}
	var format *FormatError
	var field *FieldError
	var row *RowError
	if errors.As(err, &format) || errors.As(err, &field) || errors.As(err, &row) || strings.HasPrefix(err.Error(), name+": ") {
		return err
	}
	return errors.WithMessage(err, name)
}
