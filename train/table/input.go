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
	spool *os.File      // a copy of an input that cannot be read at any offset
	plain bool          // not compressed
	close []io.Closer
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

// copied makes the copy once and returns its size.
func (in *Input) copied() (int64, error) {
	if in.spool != nil {
		info, err := in.spool.Stat()
		if err != nil {
			return 0, err
		}
		return info.Size(), nil
	}
	spool, err := os.CreateTemp("", "table-*")
	if err != nil {
		return 0, err
	}
	in.spool = spool
	return io.Copy(spool, in.content())
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
