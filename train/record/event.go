// The bytes of an event file: TensorFlow's record framing, and the fields of its protobuf messages that scalars need.

package record

import (
	"encoding/binary"
	"hash/crc32"
	"math"
)

// appendFrame frames a record as TFRecord does: length, masked CRC-32C of the length, data, masked CRC-32C of the data,
// little-endian (tensorflow/core/lib/io/record_writer.h).
func appendFrame(b, data []byte) []byte {
	start := len(b)
	b = binary.LittleEndian.AppendUint64(b, uint64(len(data)))
	b = binary.LittleEndian.AppendUint32(b, masked(b[start:]))
	b = append(b, data...)
	return binary.LittleEndian.AppendUint32(b, masked(data))
}

// masked is the CRC-32C, rotated and with a constant added, so that the CRC of data that contain CRCs is not degenerate
// (tensorflow/core/lib/hash/crc32c.h).
func masked(data []byte) uint32 {
	sum := crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli))
	return (sum>>15 | sum<<17) + 0xa282ead8
}

// Field numbers of tensorflow/core/util/event.proto and framework/summary.proto.
const (
	eventTime, eventStep, eventVersion, eventSummary, eventSession = 1, 2, 3, 5, 7
	summaryValue                                                   = 1
	valueTag, valueSimple                                          = 1, 2
	sessionStatus                                                  = 1
)

// version is the text of the first event of a file.
const version = "brain.Event:2"

func appendVersion(b []byte, seconds float64) []byte {
	return appendBytes(appendDouble(b, eventTime, seconds), eventVersion, []byte(version))
}

// sessionStart is SessionLog.START. TensorBoard drops the events of earlier files from its step on.
const sessionStart = 1

func appendStart(b []byte, seconds float64, step int) []byte {
	return appendBytes(appendStep(b, seconds, step), eventSession, []byte{sessionStatus<<3 | wireVarint, sessionStart})
}

func appendStep(b []byte, seconds float64, step int) []byte {
	b = appendDouble(b, eventTime, seconds)
	return binary.AppendUvarint(binary.AppendUvarint(b, eventStep<<3|wireVarint), uint64(step))
}

// scalar is a number with its name.
type scalar struct {
	tag   string
	value float64
}

func appendScalars(b []byte, seconds float64, step int, scalars []scalar) []byte {
	var summary []byte
	for _, s := range scalars {
		value := appendFloat(appendBytes(nil, valueTag, []byte(s.tag)), valueSimple, float32(s.value))
		summary = appendBytes(summary, summaryValue, value)
	}
	return appendBytes(appendStep(b, seconds, step), eventSummary, summary)
}

// The types of a field on the wire (protobuf.dev/programming-guides/encoding).
const (
	wireVarint = 0
	wire64     = 1
	wireBytes  = 2
	wire32     = 5
)

func appendDouble(b []byte, field uint64, v float64) []byte {
	return binary.LittleEndian.AppendUint64(binary.AppendUvarint(b, field<<3|wire64), math.Float64bits(v))
}

func appendFloat(b []byte, field uint64, v float32) []byte {
	return binary.LittleEndian.AppendUint32(binary.AppendUvarint(b, field<<3|wire32), math.Float32bits(v))
}

func appendBytes(b []byte, field uint64, v []byte) []byte {
	b = binary.AppendUvarint(binary.AppendUvarint(b, field<<3|wireBytes), uint64(len(v)))
	return append(b, v...)
}
