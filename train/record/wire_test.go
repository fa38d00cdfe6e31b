// A reader of protobuf's wire format, for what the events of a run are made of.

package record_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"
)

// describe lists the fields of a message by their numbers. The summary, field 5 of an event, and its values, field 1 of a
// summary, are messages. Other bytes are text.
func describe(t *testing.T, b []byte, path string) string {
	t.Helper()
	var fields []string
	for len(b) > 0 {
		key, n := binary.Uvarint(b)
		b = b[n:]
		var text string
		switch here := path + fmt.Sprint(key>>3); key & 7 {
		case 0:
			v, n := binary.Uvarint(b)
			text, b = fmt.Sprint(v), b[n:]
		case 1:
			text, b = fmt.Sprint(math.Float64frombits(binary.LittleEndian.Uint64(b))), b[8:]
		case 5:
			text, b = fmt.Sprint(math.Float32frombits(binary.LittleEndian.Uint32(b))), b[4:]
		case 2:
			size, n := binary.Uvarint(b)
			text, b = string(b[n:n+int(size)]), b[n+int(size):]
			if here == "5" || here == "51" || here == "7" {
				text = "{" + describe(t, []byte(text), here) + "}"
			}
		default:
			t.Fatalf("wire type %d", key&7)
		}
		fields = append(fields, fmt.Sprintf("%d=%s", key>>3, text))
	}
	return strings.Join(fields, " ")
}
