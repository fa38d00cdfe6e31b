// The input that a format is found for: decompressed, read from its beginning or at any place.

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

// headBytes is how much of a file is looked at to tell its format and its columns.
const headBytes = 1 << 18

// An Input is a file that a format is to be found for, decompressed if it was compressed. One that is nil or zero is an empty file.
type Input struct {
	Name  string
	Notes []string // what was found out

	text  *bufio.Reader // nil: empty; see content
	file  *os.File      // what is read, if that is a file
	spool *os.File      // a copy of what cannot be read at any place
	plain bool          // not compressed
	close []io.Closer
}

// NewInput looks into r, which has the name of a file, "" for none.
func NewInput(r io.Reader, name string) (*Input, error) {
	if r == nil {
		return nil, errors.Wrapf(ErrSettings, "%s: no reader", name)
	}
	in := &Input{Name: name, text: bufio.NewReaderSize(r, headBytes), plain: true}
	in.file, _ = r.(*os.File)
	return in, in.decompress()
}

// decompress looks for the magic bytes of gzip (RFC 1952) and bzip2.
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

// content is what is still to be read.
func (in *Input) content() *bufio.Reader {
	if in == nil || in.text == nil {
		return bufio.NewReader(bytes.NewReader(nil))
	}
	return in.text
}

// Head is the first bytes, at most 256 KiB; they are still to be read.
func (in *Input) Head() []byte {
	head, _ := in.content().Peek(headBytes)
	return head
}

// Read reads the file once from its beginning.
func (in *Input) Read(p []byte) (int, error) { return in.content().Read(p) }

// ReaderAt reads the file at any place. What is compressed or comes from a pipe is copied to a temporary file first.
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

// copied makes the copy, once, and is its size.
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

// Closes has c closed with the input.
func (in *Input) Closes(c io.Closer) {
	if in != nil && c != nil {
		in.close = append(in.close, c)
	}
}

// Close closes the file and removes what was copied.
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
