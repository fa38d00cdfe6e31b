// Reading a file, with memory for its content, not for what the header claims.

package safetensors

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"github.com/pkg/errors"
)

// maxHeader is the reference implementation's limit.
const maxHeader = 100_000_000

const headerLimit = "at most 100,000,000, the format's limit"

// Read reads a file to its end. Anything behind the data is an error.
func Read(r io.Reader) (*File, error) {
	if r == nil {
		return nil, &FormatError{Part: "reader", Value: "nil", Want: "one"}
	}
	header, err := readHeader(r)
	if err != nil {
		return nil, err
	}
	f, size, err := parseHeader(header)
	if err != nil {
		return nil, err
	}
	data, err := readAtMost(r, size)
	if err != nil {
		return nil, errors.Wrap(err, "safetensors: reading the data")
	}
	if len(data) != size {
		return nil, dataError(len(data), size)
	}
	if n, _ := io.ReadFull(r, make([]byte, 1)); n > 0 {
		return nil, &FormatError{Part: "data", Value: fmt.Sprintf("longer than %d bytes", size), Want: "as long as the header says"}
	}
	for i := range f.Tensors {
		n, _ := f.Tensors[i].size()
		f.Tensors[i].Data, data = data[:n:n], data[n:]
	}
	return f, nil
}

func dataError(got, want int) error {
	return &FormatError{Part: "data", Value: fmt.Sprintf("of %d bytes", got), Want: fmt.Sprintf("%d, which the header describes", want)}
}

func readHeader(r io.Reader) ([]byte, error) {
	var length [8]byte
	if n, err := io.ReadFull(r, length[:]); err != nil {
		return nil, &FormatError{Part: "file", Value: fmt.Sprintf("of %d bytes", n), Want: "8 or more", Cause: err}
	}
	n := binary.LittleEndian.Uint64(length[:])
	if n > maxHeader {
		return nil, &FormatError{Part: "length of the header", Value: n, Want: headerLimit}
	}
	header, err := readAtMost(r, int(n))
	if err != nil {
		return nil, errors.Wrap(err, "safetensors: reading the header")
	}
	if uint64(len(header)) != n {
		return nil, &FormatError{Part: "header", Value: fmt.Sprintf("of %d bytes", len(header)), Want: fmt.Sprintf("%d", n)}
	}
	return header, nil
}

// readAtMost allocates memory for what it reads, not for the length that is claimed.
func readAtMost(r io.Reader, n int) ([]byte, error) {
	var b bytes.Buffer
	_, err := io.CopyN(&b, r, int64(n))
	if err == io.EOF {
		err = nil
	}
	return b.Bytes(), err
}

// layOut sorts the tensors by their data and refuses gaps and overlaps. It returns the length of the data.
func layOut(tensors []Tensor, offsets map[string][2]int) (int, error) {
	slices.SortStableFunc(tensors, func(a, b Tensor) int {
		x, y := offsets[a.Name], offsets[b.Name]
		return slices.Compare(x[:], y[:])
	})
	end := 0
	for i := range tensors {
		t := &tensors[i]
		at := offsets[t.Name]
		size, err := t.size()
		if err != nil {
			return 0, err
		}
		if at[0] != end {
			return 0, &FormatError{Tensor: t.Name, Part: "data_offsets", Value: at, Want: fmt.Sprintf("a start at %d, where the data before it end", end)}
		}
		if at[1]-at[0] != size {
			return 0, &FormatError{Tensor: t.Name, Part: "data_offsets", Value: at, Want: fmt.Sprintf("%d bytes for %s and %v", size, t.Dtype, t.Shape)}
		}
		end = at[1]
	}
	return end, nil
}
