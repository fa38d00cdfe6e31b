// Reader, which passes messages on, and the check of a single one.

// Package messages checks Arrow's encapsulated messages before its library reads them.
package messages

import (
	"bytes"
	"encoding/binary"
	"io"

	"github.com/pkg/errors"
)

// A Reader passes on a stream message by message, each checked: Arrow's library allocates whatever size a message
// claims, and a damaged message may claim more than all memory. The body of a message is read before the library sees
// the message, so that the memory it allocates is justified. Format:
// https://arrow.apache.org/docs/format/Columnar.html, "Encapsulated message format".
type Reader struct {
	From     io.Reader
	Marked   bool  // the last message has a mark, as in a file
	Bounded  bool  // all messages together may unpack to so many bytes; otherwise, each to 2 GiB
	Unpacked int64 // that are left

	message bytes.Buffer
	of      schema
	ended   bool
}

// continuation begins each message, since version 0.15.
const continuation = 0xffffffff

// maxMetadata bounds the metadata of a message, and maxBody its body.
const (
	maxMetadata = 1 << 26
	maxBody     = 1 << 31
)

// Read returns the bytes of messages that have been checked.
func (m *Reader) Read(p []byte) (int, error) {
	if m.message.Len() == 0 {
		if m.ended {
			return 0, io.EOF
		}
		m.message.Reset()
		if err := m.next(); err != nil {
			return 0, err
		}
	}
	return m.message.Read(p)
}

// next reads a message; the last one is empty. A stream may also end without it, a file may not.
func (m *Reader) next() error {
	if err := m.take(8); err == io.ErrUnexpectedEOF && m.message.Len() == 0 && !m.Marked {
		m.ended = true
		return io.EOF
	} else if err != nil {
		return err
	}
	start := m.message.Bytes()
	size := binary.LittleEndian.Uint32(start[4:])
	switch {
	case bytes.HasPrefix(start, []byte("ARROW1")):
		return errors.New("this is an Arrow file; want a stream, as pyarrow.ipc.new_stream writes it")
	case binary.LittleEndian.Uint32(start) != continuation:
		return errors.New("damaged, or of a version before 0.15: a message without a mark")
	case size == 0:
		m.ended = true
		return m.checkAlone()
	case size > maxMetadata:
		return errors.Errorf("damaged: a message says to have %d bytes of metadata", size)
	}
	return m.rest(int64(size))
}

// checkAlone refuses a stream that another one follows, as of files that were put one after another: a table of the first
// would lack the others' rows.
func (m *Reader) checkAlone() error {
	if m.Marked { // a file's footer follows
		return nil
	}
	var next [4]byte
	if n, _ := io.ReadFull(m.From, next[:]); n == len(next) && binary.LittleEndian.Uint32(next[:]) == continuation {
		return errors.New("another stream follows the end of the first one; write all batches to one stream")
	}
	return nil
}

// rest reads the metadata of a message, then its body.
func (m *Reader) rest(size int64) error {
	if err := m.take(size); err != nil {
		return err
	}
	said := m.message.Bytes()[8:]
	body, err := bodyLength(said)
	if err != nil {
		return err
	}
	if err := m.take(body); err != nil {
		return err
	}
	all := m.message.Bytes()[8:]
	if !m.Bounded {
		m.Unpacked = maxBody
	}
	return verify(all[:size], all[size:], &m.Unpacked, &m.of)
}

// CheckSchema checks the message of a schema as another file holds it, which may have no mark.
func CheckSchema(message []byte) error {
	if len(message) >= 4 && binary.LittleEndian.Uint32(message) != continuation {
		message = append([]byte("\xff\xff\xff\xff"), message...)
	}
	m := &Reader{From: bytes.NewReader(message), Marked: true}
	return m.next()
}

// take reads n bytes and allocates memory as they come.
func (m *Reader) take(n int64) error {
	_, err := io.CopyN(&m.message, m.From, n)
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
