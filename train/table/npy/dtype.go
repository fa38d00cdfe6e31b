// NumPy's dtypes: the bytes of numbers, booleans and texts.

package npy

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gorgoflow/gorgoflow/internal/half"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/texts"
)

// dtype decodes the bytes of one value.
type dtype struct {
	is     table.Type
	layout string                                       // of dates that are months or years; else ""
	size   int                                          // bytes
	add    func(to *table.Column, raw []byte) (ok bool) // adds the value to a column of the type
	show   func(raw []byte) string                      // the value for an error message; nil for types whose bytes are text
}

// field is a value of a row, with its offset.
type field struct {
	name string
	dtype
	at int
}

// text is a value as an error message shows it.
func (f field) text(row []byte) string {
	raw := row[f.at : f.at+f.dtype.size]
	if f.show == nil {
		return string(raw)
	}
	return f.show(raw)
}

// order is the byte order of a number.
func order(text string) binary.ByteOrder {
	if strings.HasPrefix(text, ">") {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// parseType parses NumPy's text for a type, such as <f8.
func parseType(text string) (d dtype, ok bool) {
	if len(text) < 3 {
		return d, false
	}
	kind, rest := text[1], text[2:]
	size, err := strconv.Atoi(rest)
	if kind == 'M' {
		return dateType(text)
	}
	if err != nil || size < 0 || size > 1<<20 {
		return d, false
	}
	d.size = size
	switch kind {
	case 'b':
		d.is, d.add = table.Bool, func(to *table.Column, raw []byte) bool { to.AppendBool(raw[0] != 0); return true }
		return d, size == 1
	case 'U', 'S', 'a':
		return textType(kind, size, order(text)), true
	}
	return numberType(kind, size, order(text))
}

func numberType(kind byte, size int, order binary.ByteOrder) (d dtype, ok bool) {
	d.size = size
	if kind == 'f' {
		float := floatOf(size, order)
		d.is, d.add = table.Number, func(to *table.Column, raw []byte) bool { return to.AppendFinite(float(raw)) }
		d.show = func(raw []byte) string { return fmt.Sprint(float(raw)) }
		return d, float != nil
	}
	bits := bitsOf(size, order)
	if bits == nil || kind != 'i' && kind != 'u' {
		return d, false
	}
	shift := 64 - 8*size
	d.is = table.Integer
	d.add = func(to *table.Column, raw []byte) bool { return to.AppendInteger(int64(bits(raw)<<shift) >> shift) }
	d.show = func(raw []byte) string { return fmt.Sprint(int64(bits(raw)<<shift) >> shift) }
	if kind == 'u' {
		d.show = func(raw []byte) string { return fmt.Sprint(bits(raw)) }
		d.add = func(to *table.Column, raw []byte) bool {
			v := bits(raw)
			return v <= math.MaxInt64 && to.AppendInteger(int64(v))
		}
	}
	return d, true
}

// bitsOf reads an unsigned number.
func bitsOf(size int, order binary.ByteOrder) func(raw []byte) uint64 {
	switch size {
	case 1:
		return func(raw []byte) uint64 { return uint64(raw[0]) }
	case 2:
		return func(raw []byte) uint64 { return uint64(order.Uint16(raw)) }
	case 4:
		return func(raw []byte) uint64 { return uint64(order.Uint32(raw)) }
	case 8:
		return order.Uint64
	}
	return nil
}

func floatOf(size int, order binary.ByteOrder) func(raw []byte) float64 {
	switch size {
	case 2:
		return func(raw []byte) float64 { return half.Float64(order.Uint16(raw)) }
	case 4:
		return func(raw []byte) float64 { return float64(math.Float32frombits(order.Uint32(raw))) }
	case 8:
		return func(raw []byte) float64 { return math.Float64frombits(order.Uint64(raw)) }
	}
	return nil
}

// asText reads values of another type as texts.
func (d dtype) asText() dtype {
	shown, add := texts.New(table.Field{Type: d.is, Layout: d.layout}), d.add
	d.is, d.layout, d.add = table.Text, "", func(to *table.Column, raw []byte) bool {
		shown.Add(to, func(own *table.Column) bool { return add(own, raw) }, func() string { return d.show(raw) })
		return true
	}
	return d
}

// textType decodes texts of a fixed size, padded with zeros: U in UTF-32, S in bytes.
func textType(kind byte, size int, order binary.ByteOrder) dtype {
	if kind != 'U' {
		return dtype{is: table.Text, size: size, add: func(to *table.Column, raw []byte) bool {
			text := strings.TrimRight(string(raw), "\x00")
			to.AppendText(text)
			return utf8.ValidString(text)
		}}
	}
	add := func(to *table.Column, raw []byte) bool {
		text, ok := utf32(raw, order)
		to.AppendText(text)
		return ok
	}
	show := func(raw []byte) string { text, _ := utf32(raw, order); return text }
	return dtype{is: table.Text, size: 4 * size, add: add, show: show}
}

// utf32 decodes a text in UTF-32; false for what is no character, such as half of a surrogate pair.
func utf32(raw []byte, order binary.ByteOrder) (text string, ok bool) {
	runes := make([]rune, 0, len(raw)/4)
	ok = true
	for i := 0; i < len(raw); i += 4 {
		r := rune(order.Uint32(raw[i:]))
		runes, ok = append(runes, r), ok && utf8.ValidRune(r)
	}
	return strings.TrimRight(string(runes), "\x00"), ok
}
