// Verification of a message: all that its metadata refer to must exist.

package messages

import (
	"encoding/binary"

	flatbuffers "github.com/google/flatbuffers/go"
	"github.com/pkg/errors"
)

// Slots of fields in the tables of Arrow's Message.fbs and Schema.fbs.
const (
	messageHeaderType, messageHeader, messageBody     = 6, 8, 10
	schemaFields, schemaMetadata                      = 6, 8
	fieldTypeKind, fieldDictionary, dictionaryID      = 8, 12, 4
	fieldChildren, fieldMetadata                      = 14, 16
	batchNodes, batchBuffers, batchCompression        = 6, 8, 10
	batchVariadic, dictionaryBatch, kindUnion         = 12, 6, 14
	headerSchema, headerDictionary, headerRecordBatch = 1, 2, 3
)

// verifier walks a message's metadata. An offset outside of them is a panic, which guard turns into an error.
type verifier struct {
	said, body []byte
	tables     int    // number of tables that may still be visited
	left       *int64 // bytes that buffers may still unpack to
	of         *schema
}

// guard turns a panic into an error.
func guard(err *error) {
	if r := recover(); r != nil {
		*err = errors.Errorf("damaged: a message's metadata: %v", r)
	}
}

func root(said []byte) *flatbuffers.Table {
	return &flatbuffers.Table{Bytes: said, Pos: flatbuffers.GetUOffsetT(said)}
}

// bodyLength is the length of the body that the metadata claim.
func bodyLength(said []byte) (n int64, err error) {
	defer guard(&err)
	n = root(said).GetInt64Slot(messageBody, 0)
	if n < 0 || n > maxBody {
		return 0, errors.Errorf("damaged, or too large: a message says to have %d bytes", n)
	}
	return n, nil
}

// verify refuses a message that refers to more than exists, and one whose buffers unpack to more bytes than left. It
// subtracts them.
func verify(said, body []byte, left *int64, of *schema) (err error) {
	defer guard(&err)
	v := &verifier{said, body, len(said), left, of}
	message := root(said)
	header := v.table(message, messageHeader)
	if header == nil {
		return errors.New("damaged: a message without a header")
	}
	switch message.GetByteSlot(messageHeaderType, 0) {
	case headerSchema:
		*of = schema{dictionaries: map[int64]need{}}
		return v.fields(header, schemaFields, schemaMetadata, &of.rows)
	case headerDictionary:
		values := v.table(header, dictionaryBatch)
		if values == nil {
			return errors.New("damaged: a dictionary without values")
		}
		return v.batch(values, of.dictionaries[header.GetInt64Slot(dictionaryID, 0)])
	case headerRecordBatch:
		return v.batch(header, of.rows)
	}
	return errors.New("damaged: a message of unknown kind")
}

// table returns a table that another table refers to; nil for none.
func (v *verifier) table(t *flatbuffers.Table, slot flatbuffers.VOffsetT) *flatbuffers.Table {
	at := flatbuffers.UOffsetT(t.Offset(slot))
	if at == 0 {
		return nil
	}
	return &flatbuffers.Table{Bytes: t.Bytes, Pos: t.Indirect(at + t.Pos)}
}

// vector returns the offset and the length of a list whose elements have the given size.
func (v *verifier) vector(t *flatbuffers.Table, slot flatbuffers.VOffsetT, size int) (start flatbuffers.UOffsetT, n int, err error) {
	at := flatbuffers.UOffsetT(t.Offset(slot))
	if at == 0 {
		return 0, 0, nil
	}
	start, n = t.Vector(at), t.VectorLen(at)
	if n < 0 || int64(start)+int64(n)*int64(size) > int64(len(v.said)) {
		return 0, 0, errors.Errorf("damaged: a list says to have %d elements", n)
	}
	return start, n, nil
}

// fields verifies fields and their children, and counts what they need.
func (v *verifier) fields(t *flatbuffers.Table, fields, metadata flatbuffers.VOffsetT, in *need) error {
	if v.tables--; v.tables < 0 {
		return errors.New("damaged: more fields than bytes")
	}
	if _, _, err := v.vector(t, metadata, flatbuffers.SizeUOffsetT); err != nil {
		return err
	}
	start, n, err := v.vector(t, fields, flatbuffers.SizeUOffsetT)
	for i := 0; i < n && err == nil; i++ {
		field := &flatbuffers.Table{Bytes: t.Bytes, Pos: t.Indirect(start + flatbuffers.UOffsetT(i*flatbuffers.SizeUOffsetT))}
		if field.GetByteSlot(fieldTypeKind, 0) == kindUnion {
			return errors.New("a union, which is not read here")
		}
		children, done := v.of.field(v, field, in)
		err = v.fields(field, fieldChildren, fieldMetadata, children)
		done()
	}
	return err
}

// batch checks that a record batch has what its columns need, and that its buffers are in its body.
func (v *verifier) batch(t *flatbuffers.Table, of need) error {
	_, nodes, err := v.vector(t, batchNodes, 16)
	if err != nil {
		return err
	}
	start, n, err := v.vector(t, batchBuffers, 16)
	if err != nil {
		return err
	}
	counts, variadic, err := v.variadic(t)
	if err != nil {
		return err
	}
	if err := of.check(nodes, n-int(variadic), counts); err != nil {
		return err
	}
	for i := 0; i < n && err == nil; i++ {
		at := start + flatbuffers.UOffsetT(16*i)
		err = v.buffer(t.GetInt64(at), t.GetInt64(at+8), t.Offset(batchCompression) != 0)
	}
	return err
}

// variadic returns the number of columns of views, and the sum of the buffers that they claim.
func (v *verifier) variadic(t *flatbuffers.Table) (counts int, sum int64, err error) {
	start, counts, err := v.vector(t, batchVariadic, 8)
	for i := 0; i < counts && err == nil; i++ {
		count := t.GetInt64(start + flatbuffers.UOffsetT(8*i))
		if sum += count; count < 0 || sum > int64(len(v.said)) {
			err = errors.Errorf("damaged: a column of %d buffers", count)
		}
	}
	return counts, sum, err
}

// mostPacked is how many bytes one can stand for: zstd has blocks of 128 KiB in four bytes, LZ4 packs less.
const mostPacked = 1 << 15

// buffer subtracts the unpacked size of a buffer from what is left. A packed buffer states its size in its first
// bytes, −1 if it is not packed after all.
func (v *verifier) buffer(offset, length int64, packed bool) error {
	if offset < 0 || length < 0 || offset > int64(len(v.body)) || length > int64(len(v.body))-offset {
		return errors.Errorf("damaged: a buffer of %d bytes at %d, of %d", length, offset, len(v.body))
	}
	if packed && length >= 8 {
		said := max(int64(binary.LittleEndian.Uint64(v.body[offset:])), -1)
		if said/mostPacked > length {
			return errors.Errorf("damaged: a buffer of %d bytes says to unpack to %d", length, said)
		}
		length = said
	}
	if *v.left < length {
		return errors.Errorf("damaged, or too large: a buffer of %d bytes unpacked, %d are left", length, *v.left)
	}
	*v.left -= max(length, 0)
	return nil
}
