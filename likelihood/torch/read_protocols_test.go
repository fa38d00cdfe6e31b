// Files as torch.save writes them with other arguments than the usual ones, and of unusual tensors.

package torch_test

import (
	"bytes"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/torch"
)

// TestEmptyTensors: a tensor without elements has its shape, wherever the 0 stands, and needs no storage.
func TestEmptyTensors(t *testing.T) {
	c, err := torch.Read(bytes.NewReader(pt("K\x00", "K\x00K\x02K\x00\x86K\x00K\x00\x86")), nil)
	if err != nil || !reflect.DeepEqual(c.State["w"], torch.Tensor{Shape: []int{2, 0}, Values: []float64{}, Dtype: "F32"}) {
		t.Fatalf("%+v, %v, want a shape of 2×0", c, err)
	}
}

// TestLegacyProtocols: files of the former format may have other protocols than 2, from 4 on with a frame.
func TestLegacyProtocols(t *testing.T) {
	want, err := torch.ReadFile("testdata/formats_legacy.pt", nil)
	file, failed := os.ReadFile("testdata/formats_legacy.pt")
	if err != nil || failed != nil {
		t.Fatal(err, failed)
	}
	for _, start := range []string{"\x80\x03", "\x80\x04\x95\x0d\x00\x00\x00\x00\x00\x00\x00"} {
		got, err := torch.Read(strings.NewReader(start+string(file[2:])), nil)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, %v, want what protocol 2 has", start, got, err)
		}
	}
}

// TestArraysOfProtocol5: NumPy rebuilds arrays by another function in this protocol; they are skipped as others are.
func TestArraysOfProtocol5(t *testing.T) {
	for _, module := range []string{"numpy._core.numeric", "numpy.core.numeric"} {
		c, err := torch.Read(bytes.NewReader(ptOf("\x80\x05}(X\x01\x00\x00\x00e"+tensor("K\x04", "K\x01K\x03\x85K\x01\x85")[2:]+"s"+
			"X\x01\x00\x00\x00ac"+module+"\n_frombuffer\n(\x96\x01\x00\x00\x00\x00\x00\x00\x00xcnumpy\ndtype\nX\x02\x00\x00\x00f8\x85RK\x01\x85X\x01\x00\x00\x00CtRu.")), nil)
		if err != nil || len(c.State["w"].Values) != 3 {
			t.Errorf("%s: %+v, %v, want the tensor", module, c, err)
		}
	}
}

// TestTypesBeside: a type is skipped by each of its names, as of an option or of the missing values of a defaultdict. Up to
// protocol 2, which torch.save takes by default, int and str are those of Python 2.
func TestTypesBeside(t *testing.T) {
	for _, name := range []string{"builtins\nint", "builtins\nstr", "builtins\nbytes", "__builtin__\nlong", "__builtin__\nunicode", "__builtin__\nbytes"} {
		for _, beside := range []string{"c" + name + "\n", "ccollections\ndefaultdict\nc" + name + "\n\x85R"} {
			c, err := torch.Read(bytes.NewReader(ptOf("\x80\x02}(X\x01\x00\x00\x00e"+tensor("K\x04", "K\x01K\x03\x85K\x01\x85")[2:]+"sX\x01\x00\x00\x00a"+beside+"u.")), nil)
			if err != nil || len(c.State["w"].Values) != 3 {
				t.Errorf("%q: %+v, %v, want the tensor", beside, c, err)
			}
		}
	}
}

// TestExpandedTensors: a view may repeat the elements of its storage by strides of 0.
func TestExpandedTensors(t *testing.T) {
	c, err := torch.Read(bytes.NewReader(pt("K\x01", "K\x00K\x02K\x03\x86K\x00K\x00\x86")), nil)
	if err != nil || !reflect.DeepEqual(c.State["w"], torch.Tensor{Shape: []int{2, 3}, Values: []float64{1, 1, 1, 1, 1, 1}, Dtype: "F32"}) {
		t.Fatalf("%+v, %v, want 2×3 times the same number", c, err)
	}
}

// TestConjugateBeside: a tensor that cannot be read is no matter where it is not in the state dict.
func TestConjugateBeside(t *testing.T) {
	one := tensor("K\x04", "K\x01K\x03\x85K\x01\x85")[2:]
	beside := strings.Replace(tensor("K\x04", "K\x01K\x03\x85K\x01\x85", "}X\x04\x00\x00\x00conj\x88s")[2:], "}X\x01\x00\x00\x00w", "", 1)
	c, err := torch.Read(bytes.NewReader(ptOf("\x80\x02}(X\x01\x00\x00\x00e"+one+"sX\x01\x00\x00\x00a]("+beside+"eu.")), nil)
	if err != nil || len(c.State["w"].Values) != 3 {
		t.Errorf("%+v, %v, want the tensor", c, err)
	}
}
