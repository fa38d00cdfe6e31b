// The stream of a file by its footer, for files that do not hold one.

package messages

import (
	"bytes"
	"encoding/binary"
	"io"

	flatbuffers "github.com/google/flatbuffers/go"
	"github.com/pkg/errors"
)

// Slots of fields in the table of Arrow's File.fbs, and the bytes of a block: an offset, the lengths of metadata and body.
const (
	footerVersion, footerSchema, footerDictionaries, footerBatches = 4, 6, 8, 10
	blockBytes                                                     = 24
)

// mark begins and ends a file, which has its footer's length before the last one.
const mark = "ARROW1"

// IsStream reports whether a file with this beginning holds a stream after its mark.
func IsStream(head []byte) bool {
	at := len(mark) + 2
	return len(head) < at+4 || binary.LittleEndian.Uint32(head[at:]) == continuation
}

// FromFooter returns the stream of a file: the schema of its footer, the dictionaries, the record batches. A file may have
// the blocks in any order, and the schema in the footer alone, as Polars writes it.
func FromFooter(file *io.SectionReader) (stream io.Reader, err error) {
	defer guard(&err)
	footer, err := footerOf(file)
	if err != nil {
		return nil, err
	}
	schema, err := schemaMessage(footer)
	if err != nil {
		return nil, err
	}
	parts := []io.Reader{bytes.NewReader(schema)}
	v := &verifier{said: footer}
	for _, slot := range []flatbuffers.VOffsetT{footerDictionaries, footerBatches} {
		t := root(footer)
		start, n, err := v.vector(t, slot, blockBytes)
		if err != nil {
			return nil, err
		}
		for i := range n {
			at := start + flatbuffers.UOffsetT(blockBytes*i)
			offset, said, body := t.GetInt64(at), int64(t.GetInt32(at+8)), t.GetInt64(at+16)
			if offset < 0 || said <= 0 || body < 0 || body > file.Size() || offset > file.Size()-said-body {
				return nil, errors.Errorf("damaged: a block of %d and %d bytes at %d, of %d", said, body, offset, file.Size())
			}
			parts = append(parts, io.NewSectionReader(file, offset, said+body))
		}
	}
	return io.MultiReader(append(parts, bytes.NewReader(message(nil)))...), nil
}

// footerOf reads the footer of a file.
func footerOf(file *io.SectionReader) ([]byte, error) {
	end := make([]byte, 4+len(mark))
	if _, err := file.ReadAt(end, max(file.Size()-int64(len(end)), 0)); err != nil || string(end[4:]) != mark {
		return nil, errors.New("damaged, or cut short: a file without a footer")
	}
	size := int64(binary.LittleEndian.Uint32(end))
	if size > min(maxMetadata, file.Size()-int64(len(end))) {
		return nil, errors.Errorf("damaged: a footer says to have %d bytes", size)
	}
	footer := make([]byte, size)
	_, err := file.ReadAt(footer, file.Size()-int64(len(end))-size)
	return footer, errors.WithStack(err)
}

// message is an encapsulated message without a body; without metadata it ends a stream.
func message(said []byte) []byte {
	start := binary.LittleEndian.AppendUint32(nil, continuation)
	return append(binary.LittleEndian.AppendUint32(start, uint32(len(said))), said...)
}

// schemaMessage is the message of a footer's schema. The table of a Message is put before the footer, and refers to the
// schema in it: places in a flatbuffer are relative.
func schemaMessage(footer []byte) ([]byte, error) {
	schema := (&verifier{}).table(root(footer), footerSchema)
	if schema == nil {
		return nil, errors.New("damaged: a footer without a schema")
	}
	b := flatbuffers.NewBuilder(0)
	b.StartObject(4) // version, kind of the header, header, bytes of the body
	b.PrependInt16Slot(0, root(footer).GetInt16Slot(footerVersion, 0), -1)
	b.PrependByteSlot(1, headerSchema, 0)
	b.PrependUint32Slot(2, 1, 0) // the place of the schema, set below
	b.Finish(b.EndObject())
	said := b.FinishedBytes()
	t := root(said)
	at := int(t.Pos) + int(t.Offset(messageHeader))
	binary.LittleEndian.PutUint32(said[at:], uint32(len(said)+int(schema.Pos)-at))
	said = append(said, footer...)
	return message(append(said, make([]byte, -len(said)&7)...)), nil // a message's metadata end on a multiple of eight
}
