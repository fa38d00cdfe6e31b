// The tensors of a model file, named by the part of the model that they belong to: field., base., time., norm.,
// flows.0.field. …

package container

import (
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"gorgonia.org/tensor"
)

// Writer collects the tensors of a model. A nested part has its own prefix.
type Writer struct {
	prefix string
	To     *[]safetensors.Tensor
}

// Part returns the writer of a part.
func (w Writer) Part(prefix string) Writer { return Writer{w.prefix + prefix, w.To} }

// Params adds the parameters of a container, in its own number type, to a named part. If the name of a parameter begins
// with that of the part, the prefix is not repeated.
func (w Writer) Params(part string, p *graph.Params) {
	for _, q := range p.List() {
		*w.To = append(*w.To, safetensors.Tensor{Name: w.prefix + part + "." + nameIn(part, q.Name), Dtype: fileDtype(p), Shape: []int{q.Rows, q.Cols},
			WriteData: func(to io.Writer) error { return writeParam(to, q) }})
	}
}

// nameIn is the name of a parameter in a part.
func nameIn(part, name string) string { return strings.TrimPrefix(name, part+".") }

// Vector adds a vector of numbers, unless it is empty.
func (w Writer) Vector(name string, values []float64) {
	if values != nil {
		*w.To = append(*w.To, safetensors.NewFloat64(w.prefix+name, []int{len(values)}, values))
	}
}

func fileDtype(p *graph.Params) safetensors.Dtype {
	if p.Dtype() == tensor.Float32 {
		return safetensors.F32
	}
	return safetensors.F64
}

// writeParam writes the values without copying all of them.
func writeParam(w io.Writer, q *graph.Param) error {
	if values := graph.Data[float32](q); values != nil {
		return writeChunks(w, values, func(b []byte, v float32) []byte { return binary.LittleEndian.AppendUint32(b, math.Float32bits(v)) })
	}
	return writeChunks(w, graph.Data[float64](q), func(b []byte, v float64) []byte { return binary.LittleEndian.AppendUint64(b, math.Float64bits(v)) })
}

// chunk is the number of values that are written at once.
const chunk = 1 << 12

func writeChunks[T graph.Float](w io.Writer, values []T, add func([]byte, T) []byte) error {
	buffer := make([]byte, 0, 8*min(chunk, len(values)))
	for len(values) > 0 {
		buffer = buffer[:0]
		n := min(chunk, len(values))
		for _, v := range values[:n] {
			buffer = add(buffer, v)
		}
		if _, err := w.Write(buffer); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}

// Reader returns the tensors of a file by their parts, each once.
type Reader struct {
	prefix string
	from   *partIndex
}

// partIndex holds the tensors of a file.
type partIndex struct {
	names []string // sorted, so that the names of a part are adjacent
	left  map[string]*safetensors.Tensor
}

func NewReader(tensors []safetensors.Tensor) Reader {
	index := &partIndex{left: make(map[string]*safetensors.Tensor, len(tensors))}
	for i := range tensors {
		index.left[tensors[i].Name] = &tensors[i]
	}
	index.names = slices.Sorted(maps.Keys(index.left))
	return Reader{from: index}
}

// Part returns the reader of a part.
func (r Reader) Part(prefix string) Reader { return Reader{r.prefix + prefix, r.from} }

// Params returns the parameters of a part, by their names within it.
func (r Reader) Params(part string) (list []Param, err error) {
	prefix := r.prefix + part + "."
	first, _ := slices.BinarySearch(r.from.names, prefix)
	for _, whole := range r.from.names[first:] {
		name, ok := strings.CutPrefix(whole, prefix)
		if !ok {
			break
		}
		t := r.from.take(whole)
		if t == nil {
			continue
		}
		if len(t.Shape) != 2 || t.Dtype != safetensors.F32 && t.Dtype != safetensors.F64 {
			return nil, unusableTensor(t, "F32 or F64 of rows and columns")
		}
		list = append(list, Param{Name: name, Rows: t.Shape[0], Cols: t.Shape[1], tensor: t})
	}
	return list, nil
}

// Vector returns a vector of numbers; nil if there is none.
func (r Reader) Vector(name string) ([]float64, error) {
	t := r.from.take(r.prefix + name)
	if t == nil {
		return nil, nil
	}
	if len(t.Shape) != 1 || t.Dtype != safetensors.F64 {
		return nil, unusableTensor(t, "F64 of one dimension")
	}
	return t.Float64s()
}

// Number returns the number in a vector of length one; nil if there is none.
func (r Reader) Number(name string) (*float64, error) {
	values, err := r.Vector(name)
	if err != nil || values == nil {
		return nil, err
	}
	if len(values) != 1 {
		return nil, misfit(fmt.Sprintf("tensor %q", r.prefix+name), fmt.Sprintf("%d numbers", len(values)), "one")
	}
	return &values[0], nil
}

func (r Reader) Standardization(name string) (mean, std []float64, err error) {
	if mean, err = r.Vector(name + ".mean"); err != nil {
		return nil, nil, err
	}
	std, err = r.Vector(name + ".std")
	return mean, std, err
}

func unusableTensor(t *safetensors.Tensor, want string) error {
	return misfit(fmt.Sprintf("tensor %q", t.Name), fmt.Sprintf("%s of shape %v", t.Dtype, t.Shape), want)
}

// take returns a tensor and removes it from the index; nil if it is not there.
func (p *partIndex) take(name string) *safetensors.Tensor {
	t := p.left[name]
	delete(p.left, name)
	return t
}

// End refuses tensors that nobody has read.
func (r Reader) End() error {
	for _, name := range r.from.names {
		if t := r.from.left[name]; t != nil {
			return unusableTensor(t, "no tensor that the model does not have")
		}
	}
	return nil
}
