// Files of tensors: written and read to the bit, read from Python, and refused.

package safetensors_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/pkg/errors"
)

// TestTheShapeIsTheCallers: a caller may make the shapes of several tensors in one slice.
func TestTheShapeIsTheCallers(t *testing.T) {
	for _, of := range []func(string, []int, []float64) safetensors.Tensor{safetensors.NewFloat32, safetensors.NewFloat64} {
		shape := []int{2}
		tensor := of("a", shape, []float64{1, 2})
		shape[0] = 3
		if values, err := tensor.Float64s(); err != nil || !reflect.DeepEqual(values, []float64{1, 2}) {
			t.Errorf("%v, %v; want 1 and 2", values, err)
		}
	}
}

// raw returns a file with the header and so many bytes of data.
func raw(header string, data int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), make([]byte, data)...)
}

func encode(t testing.TB, f *safetensors.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWrittenFilesAreReadBackToTheBit(t *testing.T) {
	f := &safetensors.File{Metadata: map[string]string{"a": "<é>", "": "\x00"}, Tensors: []safetensors.Tensor{
		safetensors.NewFloat64("w", []int{2, 2}, []float64{1, math.Pi, math.Copysign(0, -1), math.NaN()}),
		safetensors.NewFloat64("x\"\n", []int{0, 3}, nil),
		safetensors.NewFloat32("b", []int{3}, []float64{1, math.Inf(-1), 1e-45}),
		safetensors.NewFloat32("scalar", []int{}, []float64{7}),
		{Name: "odd", Dtype: safetensors.U8, Shape: []int{3}, Data: []byte{1, 2, 255}},
	}}
	data := encode(t, f)
	back, err := safetensors.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back.Metadata, f.Metadata) || len(back.Tensors) != len(f.Tensors) {
		t.Fatalf("got %+v, want %+v", back, f)
	}
	for _, want := range f.Tensors {
		got := back.Tensor(want.Name)
		if got == nil || got.Dtype != want.Dtype || !reflect.DeepEqual(got.Shape, want.Shape) || !bytes.Equal(got.Data, want.Data) {
			t.Errorf("%q: got %+v, want %+v", want.Name, got, want)
		}
	}
	if start := len(data) - 32 - 16 - 3; start%8 != 0 { // the elements take 32 bytes in F64, 16 in F32 and 3 in U8
		t.Errorf("data start at %d, which is not aligned", start)
	}
}

// TestWriteDataStandsForData: a tensor with WriteData gives the file of a tensor with Data, and WriteData must write as
// many bytes as the shape needs.
func TestWriteDataStandsForData(t *testing.T) {
	a, b := safetensors.NewFloat32("a", []int{2}, []float64{1, 2}), safetensors.NewFloat64("b", []int{1}, []float64{3})
	want, streamed := encode(t, &safetensors.File{Tensors: []safetensors.Tensor{a, b}}), a
	streamed.Data, streamed.WriteData = nil, func(w io.Writer) error {
		_, err := io.Copy(w, iotest.OneByteReader(bytes.NewReader(a.Data)))
		return err
	}
	if got := encode(t, &safetensors.File{Tensors: []safetensors.Tensor{streamed, b}}); !bytes.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for _, n := range []int{7, 9} {
		streamed.WriteData = func(w io.Writer) error { _, err := w.Write(make([]byte, n)); return err }
		var format *safetensors.FormatError
		if err := (&safetensors.File{Tensors: []safetensors.Tensor{streamed, b}}).Write(io.Discard); !errors.As(err, &format) || format.Tensor != "a" {
			t.Errorf("%d bytes for 8: error is %v, want a *FormatError of tensor a", n, err)
		}
	}
}

// TestEqualContentsAreEqualBytes: the bytes of a file do not depend on the order of tensors.
func TestEqualContentsAreEqualBytes(t *testing.T) {
	a, b, c := safetensors.NewFloat32("a", []int{1}, []float64{1}), safetensors.NewFloat64("b", []int{1}, []float64{2}), safetensors.NewFloat32("c", nil, []float64{3})
	first := encode(t, &safetensors.File{Tensors: []safetensors.Tensor{a, b, c}})
	if second := encode(t, &safetensors.File{Tensors: []safetensors.Tensor{c, a, b}}); !bytes.Equal(first, second) {
		t.Errorf("%q and %q", first, second)
	}
}

// TestPython reads a file that Python's package has written (likelihood/torch/testdata/make.py).
func TestPython(t *testing.T) {
	file, err := os.Open("testdata/python.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	f, err := safetensors.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	if f.Metadata["note"] != "written by Python" {
		t.Errorf("metadata is %v, want the note of Python", f.Metadata)
	}
	// Every tensor holds 0, 1, 2, … in a dtype of its own.
	for i := range f.Tensors {
		values, err := f.Tensors[i].Float64s()
		if err != nil {
			t.Error(err)
		}
		for k, v := range values {
			if want := float64(k); v != want && !(f.Tensors[i].Dtype == safetensors.Bool && v == math.Min(want, 1)) {
				t.Errorf("%s: element %d is %v, want %v", f.Tensors[i].Name, k, v, want)
			}
		}
	}
	if len(f.Tensors) != safetensors.Dtypes {
		t.Errorf("%d tensors, want one of each of %d dtypes", len(f.Tensors), safetensors.Dtypes)
	}
}

// hostile are files that must be refused, and what the error must say.
var hostile = []struct {
	name string
	file []byte
	says string
}{
	{"empty", nil, "8 or more"},
	{"cut in the length", []byte{1, 0, 0}, "8 or more"},
	{"no header", raw("", 0), "JSON object"},
	{"huge header", binary.LittleEndian.AppendUint64(nil, math.MaxUint64), "length of the header"},
	{"header of a claimed 100 MB", binary.LittleEndian.AppendUint64(nil, 100_000_000), "want 100000000"},
	{"space first", raw(` {}`, 0), "starts with {"},
	{"not UTF-8", raw("{\"\xff\":{}}", 0), "UTF-8"},
	{"not an object", raw(`[]`, 0), "starts with {"},
	{"cut header", raw(`{"a":{"dtype":"F32"`, 0), `"a"`},
	{"rubbish after it", raw(`{} x`, 0), "nothing but spaces"},
	{"two objects", raw(`{}{}`, 0), "nothing but spaces"},
	{"a name twice", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4), `"a" twice`},
	{"a name twice, escaped", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4), `"a" twice`},
	{"a key twice", raw(`{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4), `"dtype" twice`},
	{"metadata twice", raw(`{"__metadata__":{},"__metadata__":{}}`, 0), "twice"},
	{"metadata of a number", raw(`{"__metadata__":{"a":1}}`, 0), "a string"},
	{"bad dtype", raw(`{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}`, 4), "F31"},
	{"dtype of another case", raw(`{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}`, 4), "f32"},
	{"missing shape", raw(`{"a":{"dtype":"F32","data_offsets":[0,4]}}`, 4), "2 keys"},
	{"unknown key", raw(`{"a":{"dtype":"F32","shape":[1],"offsets":[0,4]}}`, 4), `"offsets"`},
	{"negative size", raw(`{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}`, 4), "-1"},
	{"fraction", raw(`{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}`, 4), "1.0"},
	{"sizes that overflow", raw(`{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,0]}}`, 0), "can be counted"},
	{"sizes that overflow to 0", raw(`{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}`, 0), "4294967296"},
	{"size beyond int", raw(`{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}`, 4), "9223372036854775808"},
	{"huge size without data", raw(`{"a":{"dtype":"U8","shape":[70368744177664],"data_offsets":[0,70368744177664]}}`, 9), "70368744177664"},
	{"overlap", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}`, 6), `"b"`},
	{"the same data", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4), `"b"`},
	{"gap", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}`, 12), "a start at 4"},
	{"gap at the start", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, 8), "a start at 0"},
	{"end before start", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}`, 4), `"a"`},
	{"three offsets", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}`, 8), "two numbers"},
	{"offsets of another size", raw(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`, 4), "8 bytes"},
	{"half a byte", raw(`{"a":{"dtype":"F4","shape":[1],"data_offsets":[0,1]}}`, 1), "whole bytes"},
	{"data too short", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 3), "of 3 bytes"},
	{"data too long", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 5), "longer than 4"},
	{"deep", raw(strings.Repeat(`{"a":`, 20000), 0), `"a"`},
}

func TestHostileFilesAreRefused(t *testing.T) {
	for _, c := range hostile {
		_, err := safetensors.Read(bytes.NewReader(c.file))
		var format *safetensors.FormatError
		if !errors.As(err, &format) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want a *FormatError that says %q", c.name, err, c.says)
		}
	}
	if _, err := safetensors.Read(nil); err == nil {
		t.Error("no reader: no error")
	}
}

func TestWhatCannotBeReadIsNotWritten(t *testing.T) {
	ok := safetensors.NewFloat64("a", []int{2}, []float64{1, 2})
	for name, f := range map[string]*safetensors.File{
		"shape":          {Tensors: []safetensors.Tensor{safetensors.NewFloat64("a", []int{3}, []float64{1, 2})}},
		"negative shape": {Tensors: []safetensors.Tensor{safetensors.NewFloat64("a", []int{-1, -2}, []float64{1, 2})}},
		"twice":          {Tensors: []safetensors.Tensor{ok, ok}},
		"reserved":       {Tensors: []safetensors.Tensor{{Name: "__metadata__", Dtype: safetensors.U8, Shape: []int{0}}}},
		"name":           {Tensors: []safetensors.Tensor{{Name: "\xff", Dtype: safetensors.U8, Shape: []int{0}}}},
		"dtype":          {Tensors: []safetensors.Tensor{{Name: "a", Dtype: "F31", Shape: []int{0}}}},
		"metadata":       {Metadata: map[string]string{"\xff": ""}},
	} {
		var b bytes.Buffer
		err := f.Write(&b)
		var format *safetensors.FormatError
		if !errors.As(err, &format) || b.Len() > 0 {
			t.Errorf("%s: %v and %d bytes, want a *FormatError and none", name, err, b.Len())
		}
	}
}

func TestNumbersThatFloat64CannotHold(t *testing.T) {
	for _, c := range []safetensors.Tensor{
		{Name: "i", Dtype: safetensors.I64, Shape: []int{1}, Data: binary.LittleEndian.AppendUint64(nil, 1<<53+1)},
		{Name: "u", Dtype: safetensors.U64, Shape: []int{1}, Data: binary.LittleEndian.AppendUint64(nil, 1<<63)},
		{Name: "b", Dtype: safetensors.Bool, Shape: []int{1}, Data: []byte{2}},
		{Name: "f", Dtype: "F8_E4M3", Shape: []int{1}, Data: []byte{2}},
	} {
		if v, err := c.Float64s(); err == nil {
			t.Errorf("%s: %v, want an error", c.Dtype, v)
		}
	}
}

// FuzzRead: a file that can be read is written and read again with the same contents.
func FuzzRead(f *testing.F) {
	for _, c := range hostile {
		if len(c.file) < 1<<12 {
			f.Add(c.file)
		}
	}
	f.Add(encode(f, &safetensors.File{Metadata: map[string]string{"a": "b"}, Tensors: []safetensors.Tensor{safetensors.NewFloat32("a", []int{1, 2}, []float64{1, 2}), safetensors.NewFloat64("b", nil, []float64{3})}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := safetensors.Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		for i := range file.Tensors {
			_, _ = file.Tensors[i].Float64s()
		}
		once := encode(t, file)
		again, err := safetensors.Read(bytes.NewReader(once))
		if err != nil {
			t.Fatal(err)
		}
		if twice := encode(t, again); !bytes.Equal(once, twice) {
			t.Fatalf("%q, then %q", once, twice)
		}
		for _, want := range file.Tensors {
			if got := again.Tensor(want.Name); got == nil || !bytes.Equal(got.Data, want.Data) || !reflect.DeepEqual(got.Shape, want.Shape) {
				t.Fatalf("%+v, want %+v", got, want)
			}
		}
	})
}
