// Elements as float64: decoded exactly, encoded as F64 or F32.

package safetensors

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/half"
)

// NewFloat64 makes a tensor of dtype F64.
func NewFloat64(name string, shape []int, values []float64) Tensor {
	data := make([]byte, 0, 8*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
	}
	return Tensor{Name: name, Dtype: F64, Shape: slices.Clone(shape), Data: data}
}

// NewFloat32 makes a tensor of dtype F32, with values rounded to it.
func NewFloat32(name string, shape []int, values []float64) Tensor {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(v)))
	}
	return Tensor{Name: name, Dtype: F32, Shape: slices.Clone(shape), Data: data}
}

// Float64s returns the elements, row-major. It returns a *FormatError if a float64 cannot hold one of them exactly, or if
// the dtype is none of the constants.
func (t *Tensor) Float64s() ([]float64, error) {
	if t == nil {
		return nil, &FormatError{Part: "tensor", Value: "nil", Want: "one"}
	}
	if err := t.check(); err != nil {
		return nil, err
	}
	element, ok := elements[t.Dtype]
	if !ok {
		return nil, &FormatError{Tensor: t.Name, Part: "dtype", Value: string(t.Dtype), Want: "a dtype whose numbers a float64 holds"}
	}
	width := t.Dtype.Bits() / 8
	values := make([]float64, len(t.Data)/width)
	for i := range values {
		v, exact := element(t.Data[i*width:])
		if !exact {
			return nil, &FormatError{Tensor: t.Name, Part: fmt.Sprintf("element %d", i), Want: "an integer of at most 53 bits, or a bool of 0 or 1"}
		}
		values[i] = v
	}
	return values, nil
}

// elements decode the first element of a slice, and say whether a float64 holds it exactly.
var elements = map[Dtype]func([]byte) (float64, bool){
	F64: func(b []byte) (float64, bool) { return math.Float64frombits(binary.LittleEndian.Uint64(b)), true },
	F32: func(b []byte) (float64, bool) {
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(b))), true
	},
	BF16: func(b []byte) (float64, bool) {
		return float64(math.Float32frombits(uint32(binary.LittleEndian.Uint16(b)) << 16)), true
	},
	F16:  func(b []byte) (float64, bool) { return half.Float64(binary.LittleEndian.Uint16(b)), true },
	I64:  func(b []byte) (float64, bool) { return signed(int64(binary.LittleEndian.Uint64(b))) },
	I32:  func(b []byte) (float64, bool) { return signed(int64(int32(binary.LittleEndian.Uint32(b)))) },
	I16:  func(b []byte) (float64, bool) { return signed(int64(int16(binary.LittleEndian.Uint16(b)))) },
	I8:   func(b []byte) (float64, bool) { return signed(int64(int8(b[0]))) },
	U64:  func(b []byte) (float64, bool) { return unsigned(binary.LittleEndian.Uint64(b)) },
	U32:  func(b []byte) (float64, bool) { return unsigned(uint64(binary.LittleEndian.Uint32(b))) },
	U16:  func(b []byte) (float64, bool) { return unsigned(uint64(binary.LittleEndian.Uint16(b))) },
	U8:   func(b []byte) (float64, bool) { return unsigned(uint64(b[0])) },
	Bool: func(b []byte) (float64, bool) { return float64(b[0]), b[0] <= 1 },
}

func signed(v int64) (float64, bool) { return float64(v), -1<<53 <= v && v <= 1<<53 }

func unsigned(v uint64) (float64, bool) { return float64(v), v <= 1<<53 }
