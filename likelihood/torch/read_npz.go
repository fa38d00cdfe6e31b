// NumPy's format (numpy.lib.format): a magic number, a version, the length of a header, the header, and the elements. npyio
// reads it too, but panics on damaged headers and allocates the memory that they claim.

package torch

import (
	"encoding/binary"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/pkg/errors"
)

func parseNPZ(a *archive) (*Checkpoint, error) {
	c := &Checkpoint{State: StateDict{}}
	for _, name := range a.names {
		data, err := a.read(name)
		if err != nil {
			return nil, &FileError{Format: "npz", Part: "entry", Cause: err}
		}
		t, err := parseNPY(data)
		if err != nil {
			return nil, &FileError{Format: "npz", Part: fmt.Sprintf("entry %.200q", name), Cause: err}
		}
		t.Name = strings.TrimSuffix(name, ".npy")
		if err := c.State.add("npz", t); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// npyHeader matches the header that NumPy writes: a Python dictionary with sorted keys.
var npyHeader = regexp.MustCompile(`^\{'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \(([0-9, ]*)\), \} *\n$`)

// npyDtypes are the dtypes that a Tensor can have.
var npyDtypes = map[string]safetensors.Dtype{
	"<f8": safetensors.F64, "<f4": safetensors.F32, "<f2": safetensors.F16,
	"<i8": safetensors.I64, "<i4": safetensors.I32, "<i2": safetensors.I16, "|i1": safetensors.I8,
	"<u8": safetensors.U64, "<u4": safetensors.U32, "<u2": safetensors.U16, "|u1": safetensors.U8, "|b1": safetensors.Bool,
}

func parseNPY(data []byte) (*safetensors.Tensor, error) {
	header, rest, err := splitNPY(data)
	if err != nil {
		return nil, err
	}
	parts := npyHeader.FindSubmatch(header)
	if parts == nil {
		return nil, errors.Errorf("header %.200q is not one that NumPy writes for an array of numbers", header)
	}
	dtype, ok := npyDtypes[string(parts[1])]
	if !ok {
		return nil, errors.Errorf("dtype %.100q, want little-endian numbers", parts[1])
	}
	shape, err := npyShape(string(parts[3]))
	if err != nil {
		return nil, err
	}
	t := &safetensors.Tensor{Dtype: dtype, Shape: shape, Data: rest}
	if string(parts[2]) == "True" && len(shape) > 1 {
		return rowByRow(t)
	}
	return t, nil
}

// splitNPY splits a file into its header and the rest.
func splitNPY(data []byte) (header, rest []byte, err error) {
	if len(data) < 12 || string(data[:6]) != "\x93NUMPY" {
		return nil, nil, errors.New("not an array in NumPy's format")
	}
	length, start := uint64(binary.LittleEndian.Uint16(data[8:])), uint64(10)
	if data[6] > 1 {
		length, start = uint64(binary.LittleEndian.Uint32(data[8:])), 12
	}
	if data[6] < 1 || data[6] > 3 || start+length > uint64(len(data)) {
		return nil, nil, errors.Errorf("version %d with a header of %d bytes in %d", data[6], length, len(data))
	}
	return data[start : start+length], data[start+length:], nil
}

func npyShape(text string) ([]int, error) {
	shape := []int{}
	for _, part := range strings.Split(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil, errors.Errorf("shape (%.100s)", text)
		}
		shape = append(shape, n)
	}
	return shape, nil
}

// rowByRow converts an array from column-major order.
func rowByRow(t *safetensors.Tensor) (*safetensors.Tensor, error) {
	strides, step := make([]int, len(t.Shape)), 1
	for i, n := range t.Shape {
		strides[i] = step
		if n > 0 && step > len(t.Data)/n {
			return nil, errors.Errorf("shape %v of %d bytes", t.Shape, len(t.Data))
		}
		step *= n
	}
	if t.Dtype.Bits()/8*step != len(t.Data) {
		return nil, errors.Errorf("shape %v of %d bytes", t.Shape, len(t.Data))
	}
	return view{dtype: t.Dtype, data: t.Data, shape: t.Shape, strides: strides}.contiguous()
}
