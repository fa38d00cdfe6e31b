// Writing a file: its header, then its data, in an order that makes equal contents equal bytes.

package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/pkg/errors"
)

// entry is a tensor in a header.
type entry struct {
	Dtype   Dtype  `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"`
}

// Write writes the file: tensors with the widest elements first, and then by name, so that equal contents give equal bytes
// and every element is aligned. It returns a *FormatError and writes nothing if a tensor's Data do not fit its dtype and
// shape, a name occurs twice, or a text is not UTF-8. It also returns a *FormatError if WriteData writes a wrong number of
// bytes.
func (f *File) Write(w io.Writer) error {
	if f == nil || w == nil {
		return &FormatError{Part: "file or writer", Value: "nil", Want: "both"}
	}
	tensors := slices.Clone(f.Tensors)
	slices.SortStableFunc(tensors, func(a, b Tensor) int {
		return cmp.Or(b.Dtype.Bits()-a.Dtype.Bits(), cmp.Compare(a.Name, b.Name))
	})
	header, err := encodeHeader(f.Metadata, tensors)
	if err != nil {
		return err
	}
	if _, err := w.Write(header); err != nil {
		return errors.Wrap(err, "safetensors: writing the header")
	}
	for i := range tensors {
		if err := tensors[i].write(w); err != nil {
			return errors.Wrapf(err, "safetensors: writing tensor %q", tensors[i].Name)
		}
	}
	return nil
}

// write writes the data. A wrong number of bytes from WriteData would move all tensors that follow.
func (t *Tensor) write(w io.Writer) error {
	if t.WriteData == nil {
		_, err := w.Write(t.Data)
		return err
	}
	counted := &counter{to: w}
	if err := t.WriteData(counted); err != nil {
		return err
	}
	size, err := t.size()
	if err != nil {
		return err
	}
	return t.checkLength(size, counted.n)
}

// counter counts the bytes that go through it.
type counter struct {
	to io.Writer
	n  int
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.n += n
	return n, err
}

// encodeHeader returns the header, preceded by its length.
func encodeHeader(metadata map[string]string, tensors []Tensor) ([]byte, error) {
	all, err := entries(tensors)
	if err != nil {
		return nil, err
	}
	if metadata != nil {
		if err := checkMetadata(metadata); err != nil {
			return nil, err
		}
		all[metadataName] = metadata
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false) // a character as an escape has several spellings, so a flipped bit could go unnoticed
	if err := encoder.Encode(all); err != nil {
		return nil, errors.Wrap(err, "safetensors: writing the header")
	}
	text := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	text = append(text, bytes.Repeat([]byte(" "), (8-len(text)%8)%8)...)
	if len(text) > maxHeader {
		return nil, &FormatError{Part: "length of the header", Value: len(text), Want: headerLimit}
	}
	return append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...), nil
}

// entries assigns the offsets of the tensors, one after another.
func entries(tensors []Tensor) (map[string]any, error) {
	all, end := make(map[string]any, len(tensors)+1), 0
	for i := range tensors {
		t := &tensors[i]
		if err := t.check(); err != nil {
			return nil, err
		}
		if all[t.Name] != nil {
			return nil, &FormatError{Tensor: t.Name, Part: "name", Value: "there twice", Want: "each name once"}
		}
		size, err := t.size()
		if err != nil {
			return nil, err
		}
		all[t.Name] = entry{t.Dtype, append([]int{}, t.Shape...), [2]int{end, end + size}}
		end += size
	}
	return all, nil
}

func checkMetadata(metadata map[string]string) error {
	for key, value := range metadata {
		if !utf8.ValidString(key) || !utf8.ValidString(value) {
			return &FormatError{Part: metadataName, Value: key, Want: "UTF-8"}
		}
	}
	return nil
}
