// Tensors as views of a storage, by offset and strides.

package torch

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/pkg/errors"
)

// view is a tensor as torch stores it: elements of a storage at offset + Σ index·stride.
type view struct {
	dtype          safetensors.Dtype
	data           []byte // the storage
	offset         int    // offset and strides count elements
	shape, strides []int
}

// contiguous copies the elements, row-major. A view of more elements than its storage has, an expanded tensor, may take no
// more than freeCopies bytes.
func (v view) contiguous() (*safetensors.Tensor, error) {
	n, err := v.check()
	if err != nil {
		return nil, err
	}
	width := v.dtype.Bits() / 8
	data := make([]byte, 0, n*width)
	index := make([]int, len(v.shape))
	for range n {
		at := v.offset
		for i, k := range index {
			at += k * v.strides[i]
		}
		data = append(data, v.data[at*width:(at+1)*width]...)
		for i := len(index) - 1; i >= 0; i-- {
			if index[i]++; index[i] < v.shape[i] {
				break
			}
			index[i] = 0
		}
	}
	return &safetensors.Tensor{Dtype: v.dtype, Shape: v.shape, Data: data}, nil
}

// check counts the elements; the last of them must be in the storage. A tensor without elements needs none.
func (v view) check() (int, error) {
	stored, most := 0, 0
	if width := v.dtype.Bits() / 8; width > 0 {
		stored = len(v.data) / width
		most = max(stored, freeCopies/width)
	}
	n, last := 1, v.offset
	bad := len(v.shape) != len(v.strides) || v.offset < 0 || v.offset > stored
	if !bad && len(v.shape) > 0 && slices.Min(v.shape) == 0 {
		return 0, nil
	}
	for i := 0; i < len(v.shape) && !bad; i++ {
		size, stride := v.shape[i], v.strides[i]
		bad = size < 0 || stride < 0 || n > most/size || size > 1 && stride > stored/(size-1)
		if !bad {
			n *= size
			last += (size - 1) * stride
		}
	}
	if bad || last >= stored {
		return 0, errors.Errorf("shape %v, strides %v and offset %d do not fit a storage of %d elements", v.shape, v.strides, v.offset, stored)
	}
	return n, nil
}
