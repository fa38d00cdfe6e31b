// The input of a format: decompressed, and read from its beginning or at any offset.

package table

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"io"
	"os"

	"github.com/pkg/errors"
)

// headBytes is the number of bytes in which a file's format and columns are detected.
const headBytes = 1 << 18

// An Input is a file whose format is to be detected, decompressed if it was compressed. A nil or zero Input is an empty
// file.
type Input struct {
	Name  string
	Notes []string // what was detected

	text  *bufio.Reader // nil: empty; see content
	file  *os.File      // the file that is read, if it is one
	plain bool          // not compressed
	close []io.Closer

	spool  *os.File // a copy of an input that cannot be read at any offset
	size   int64    // of the copy
	failed error    // why there is no copy
}

// NewInput returns an input that reads r. The name is that of a file, "" for none.
func NewInput(r io.Reader, name string) (*Input, error) {
	if r == nil {
		return nil, errors.Wrapf(ErrSettings, "%s: no reader", name)
	}
	in := &Input{Name: name, text: bufio.NewReaderSize(r, headBytes), plain: true}
	in.file, _ = r.(*os.File)
	return in, in.decompress()
}

// decompress recognises gzip (RFC 1952) and bzip2 by their magic bytes, and decompresses them.
func (in *Input) decompress() error {
	switch head := in.Head(); {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		zip, err := gzip.NewReader(in.text)
		if err != nil {
			return errors.Wrapf(err, "%s: gzip", in.Name)
		}
		in.unpack(zip, "gzip")
	case bytes.HasPrefix(head, []byte("BZh")) && len(head) > 10 && string(head[4:10]) == "1AY&SY":
		in.unpack(bzip2.NewReader(in.text), "bzip2")
	}
	return nil
}

func (in *Input) unpack(r io.Reader, how string) {
	in.text, in.plain = bufio.NewReaderSize(r, headBytes), false
	in.Notes = append(in.Notes, "compressed by "+how)
}

// content returns what has not been read yet.
func (in *Input) content() *bufio.Reader {
	if in == nil || in.text == nil {
		return bufio.NewReader(bytes.NewReader(nil))
	}
	return in.text
}

// Head returns the first bytes, at most 256 KiB, without consuming them.
func (in *Input) Head() []byte {
	head, _ := in.content().Peek(headBytes)
	return head
}

// Read reads the file once from its beginning.
func (in *Input) Read(p []byte) (int, error) { return in.content().Read(p) }

// ReaderAt returns a reader of the file at any offset. Compressed input and pipes are copied to a temporary file first.
func (in *Input) ReaderAt() (*io.SectionReader, error) {
	if in == nil {
		return io.NewSectionReader(bytes.NewReader(nil), 0, 0), nil
	}
	if in.file != nil && in.plain {
		if info, err := in.file.Stat(); err == nil && info.Mode().IsRegular() {
			return io.NewSectionReader(in.file, 0, info.Size()), nil
		}
	}
	size, err := in.copied()
	if err != nil {
		return nil, errors.Wrap(err, in.Name)
	}
	return io.NewSectionReader(in.spool, 0, size), nil
}

// copied makes the copy once and returns its size. A copy that has failed fails again: some of the input's bytes are gone.
func (in *Input) copied() (int64, error) {
	if in.spool == nil && in.failed == nil {
		in.spool, in.size, in.failed = temporary(in.content())
	}
	return in.size, in.failed
}

// temporary copies r to a temporary file. The file's name is removed at once, so that a program that is killed leaves no
// file; where an open file keeps its name, Close removes it.
func temporary(r io.Reader) (file *os.File, size int64, err error) {
	if file, err = os.CreateTemp("", "table-*"); err != nil {
		return nil, 0, err
	}
	os.Remove(file.Name())
	if size, err = io.Copy(file, r); err != nil {
		file.Close()
		os.Remove(file.Name())
		return nil, 0, err
	}
	return file, size, nil
}

// Closes makes Close close c too.
func (in *Input) Closes(c io.Closer) {
	if in != nil && c != nil {
		in.close = append(in.close, c)
	}
}

// Close closes the file and removes the copy.
func (in *Input) Close() error {
	if in == nil {
		return nil
	}
	var first error
	for _, c := range in.close {
		if err := c.Close(); first == nil {
			first = err
		}
	}
	if in.spool != nil {
		in.spool.Close()
		os.Remove(in.spool.Name())
	}
	in.close, in.spool = nil, nil
	return first
}
