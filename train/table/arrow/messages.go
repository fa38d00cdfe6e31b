// Arrow's encapsulated messages, each checked before the library reads it.

package arrow

import (
	"bytes"
	"encoding/binary"
	"io"

	"github.com/pkg/errors"
)

// messages passes on a stream message by message, each checked: Arrow's library allocates whatever size a message
// claims, and a damaged message may claim more than all memory. The body of a message is read before the library sees
// the message, so that the memory it allocates is justified. Format:
// https://arrow.apache.org/docs/format/Columnar.html, "Encapsulated message format".
type messages struct {
	r       io.Reader
	message bytes.Buffer
	marked  bool // the last message has a mark, as in a file
	ended   bool

	bounded  bool
	unpacked int64 // bytes that all messages together may still unpack to, if bounded
}

// continuation begins each message, since version 0.15.
const continuation = 0xffffffff

// maxMetadata bounds the metadata of a message, and maxBody its body.
const (
	maxMetadata = 1 << 26
	maxBody     = 1 << 31
)

func (m *messages) Read(p []byte) (int, error) {
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
func (m *messages) next() error {
	if err := m.take(8); err == io.ErrUnexpectedEOF && m.message.Len() == 0 && !m.marked {
		m.ended = true
		return io.EOF
	} else if err != nil {
		return err
	}
	start := m.message.Bytes()
	size := binary.LittleEndian.Uint32(start[4:])
	switch {
	case binary.LittleEndian.Uint32(start) != continuation:
		return errors.New("damaged, or of a version before 0.15: a message without a mark")
	case size == 0:
		m.ended = true
		return nil
	case size > maxMetadata:
		return errors.Errorf("damaged: a message says to have %d bytes of metadata", size)
	}
	return m.rest(int64(size))
}

// rest reads the metadata of a message, then its body.
func (m *messages) rest(size int64) error {
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
	if !m.bounded {
		m.unpacked = maxBody
	}
	return verify(all[:size], all[size:], &m.unpacked)
}

// take reads n bytes and allocates memory as they come.
func (m *messages) take(n int64) error {
	_, err := io.CopyN(&m.message, m.r, n)
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
