// State dicts: the same from every format, and files that are refused without running code or taking much memory.

package torch_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/gorgoflow/gorgoflow/likelihood/torch"
	"github.com/pkg/errors"
)

// formats are the tensors that testdata/formats.py writes.
func formats() map[string]torch.Tensor {
	at := func(i int) float64 { return float64(float32(i) / 7) }
	return torch.StateDict{
		"grid":      {Shape: []int{2, 3}, Values: []float64{at(0), at(1), at(2), at(3), at(4), at(5)}, Dtype: "F32"},
		"turned":    {Shape: []int{3, 2}, Values: []float64{at(0), at(3), at(1), at(4), at(2), at(5)}, Dtype: "F32"},
		"part":      {Shape: []int{2, 2}, Values: []float64{at(1), at(2), at(4), at(5)}, Dtype: "F32"},
		"parameter": {Shape: []int{2}, Values: []float64{1.5, -2.5}, Dtype: "F64"},
		"scalar":    {Shape: []int{}, Values: []float64{3.25}, Dtype: "F64"},
		"empty":     {Shape: []int{0, 4}, Values: []float64{}, Dtype: "F32"},
		"half":      {Shape: []int{2}, Values: []float64{0.5, -1}, Dtype: "F16"},
		"steps":     {Shape: []int{2}, Values: []float64{7, -8}, Dtype: "I64"},
		"flag":      {Shape: []int{2}, Values: []float64{1, 0}, Dtype: "BOOL"},
	}
}

func TestFormats(t *testing.T) {
	args := map[string]any{"layer_type": "concatsquash", "dims": "8-8", "lr": 1e-3, "batch_norm": true, "num_blocks": int64(2)}
	for _, c := range []struct {
		file string
		key  string
		args map[string]any
	}{
		{"formats.pt", "", map[string]any{}},
		{"formats_args.pt", "", args},
		{"formats_args.pt", "state_dict", args},
		{"formats_legacy.pt", "", args},
		{"formats_two.pt", "ema", map[string]any{}},
		{"formats_training.pt", "", args},
		{"formats_training_legacy.pt", "", args},
		{"formats_training_4.pt", "", args},
		{"formats.npz", "", nil},
		{"formats_compressed.npz", "", nil},
		{"formats.safetensors", "", map[string]any{"layer_type": "concatsquash"}},
	} {
		got, err := torch.ReadFile(filepath.Join("testdata", c.file), &torch.ReadSettings{Key: c.key})
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		for name, want := range formats() {
			if has := got.State[name]; !reflect.DeepEqual(has, want) {
				t.Errorf("%s: %s is %+v, want %+v", c.file, name, has, want)
			}
		}
		if len(got.State) != len(formats()) || !reflect.DeepEqual(got.Args, c.args) {
			t.Errorf("%s: tensors %v and arguments %v, want %d and %v", c.file, got.State.Names(), got.Args, len(formats()), c.args)
		}
	}
}

// TestKindsOfTensors: those that torch.save writes in other ways, as it does with attributes, and without signs.
func TestKindsOfTensors(t *testing.T) {
	want := torch.StateDict{"parameter": {Shape: []int{2}, Values: []float64{1.5, 2.5}, Dtype: "F32"}, "buffer": {Shape: []int{1, 2}, Values: []float64{0.5, 1.5}, Dtype: "F32"}}
	for name, dtype := range map[string]safetensors.Dtype{"u16": "U16", "u32": "U32", "u64": "U64"} {
		want[name] = torch.Tensor{Shape: []int{3}, Values: []float64{1, 2, 3}, Dtype: dtype}
	}
	for _, file := range []string{"formats_kinds.pt", "formats_kinds_legacy.pt"} {
		if got, err := torch.ReadFile(filepath.Join("testdata", file), nil); err != nil || !reflect.DeepEqual(got.State, want) {
			t.Errorf("%s: %+v, %v, want %+v", file, got, err, want)
		}
	}
	if _, err := torch.ReadFile("testdata/formats_complex.pt", nil); err == nil || !strings.Contains(err.Error(), `"weight" is of complex64`) {
		t.Errorf("%v, want the tensor and its dtype to be named", err)
	}
}

func TestPicklesThatAskForCode(t *testing.T) {
	for _, file := range []string{"formats_shell.pt", "formats_shell_legacy.pt"} {
		_, err := torch.ReadFile(filepath.Join("testdata", file), nil)
		var global *torch.GlobalError
		if !errors.As(err, &global) || global.Name != "system" {
			t.Errorf("%s: %v, want a *GlobalError of system", file, err)
		}
	}
}

func zipped(entries ...string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		f, _ := w.Create(entries[i])
		_, _ = f.Write([]byte(entries[i+1]))
	}
	_ = w.Close()
	return b.Bytes()
}

func npy(header string, data string) string {
	return "\x93NUMPY\x01\x00" + string([]byte{byte(len(header)), byte(len(header) >> 8)}) + header + data
}

// pt returns a file whose state dict has one tensor, with a storage of 4 float32. more are arguments of the tensor that
// follow.
func pt(size, arguments string, more ...string) []byte {
	return ptOf(tensor(size, arguments, more...) + "s.")
}

// tensor pickles a dictionary, and then a name and a tensor for it.
func tensor(size, arguments string, more ...string) string {
	return "\x80\x02}X\x01\x00\x00\x00wctorch._utils\n_rebuild_tensor_v2\n" +
		"((X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpu" + size + "tQ" + arguments + "\x89N" + strings.Join(more, "") + "tR"
}

func ptOf(pickle string) []byte {
	return zipped("x/data.pkl", pickle, "x/data/0", strings.Repeat("\x00\x00\x80\x3f", 4))
}

// ptKey returns a file with one tensor, and another key beside its name.
func ptKey(key string) []byte {
	return ptOf(tensor("K\x04", "K\x01K\x03\x85K\x01\x85") + "s" + key + "K\x01s.")
}

// torn changes the first byte of an entry of an archive.
func torn(file []byte, name string) []byte {
	file[bytes.Index(file, []byte(name))+len(name)] ^= 4
	return file
}

func TestSoundPickleByHand(t *testing.T) {
	c, err := torch.Read(bytes.NewReader(pt("K\x04", "K\x01K\x03\x85K\x01\x85")), nil)
	if err != nil || !reflect.DeepEqual(c.State["w"].Values, []float64{1, 1, 1}) {
		t.Fatalf("%+v, %v", c, err)
	}
}

// legacyStart is the pickle of the magic number 0x1950a86a20f9469cfc6c, with which files of PyTorch before 1.6 begin.
const legacyStart = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."

// damaged are files that must be refused, and what the error must say.
var damaged = []struct {
	name string
	file []byte
	says string
}{
	{"nothing", nil, "starts with"},
	{"text", []byte("hello, world"), "hello, world"},
	{"HDF5", []byte("\x89HDF\r\n"), "HDF5"},
	{"gzip", []byte("\x1f\x8b\x08\x00"), "gzip"},
	{"plain pickle", []byte("\x80\x04}."), "torch.save has not written"},
	{"one array", []byte("\x93NUMPY\x01\x00"), "single array"},
	{"safetensors", []byte("\x02\x00\x00\x00\x00\x00\x00\x00{]"), "safetensors file"},
	{"empty archive", zipped("a", "b"), "without data.pkl or .npy"},
	{"torn archive", []byte("PK\x03\x04 and nothing more"), "zip archive"},
	{"TorchScript", zipped("a/data.pkl", "\x80\x02c__torch__\nNet\n.", "a/constants.pkl", ""), "TorchScript"},
	{"tar", []byte("weights" + strings.Repeat("\x00", 250) + "ustar\x00"), "a tar archive"},
	{"tensors beside a dictionary", ptOf(tensor("K\x04", "K\x01K\x03\x85K\x01\x85") + "q\x00sX\x01\x00\x00\x00d}X\x01\x00\x00\x00vh\x00ss."), `one of ["d"]`},
	{"an entry twice", zipped("a.npy", "x", "a.npy", "x"), "twice"},
	{"bomb", zipped("a.npy", strings.Repeat("\x00", 1<<26)), "unpacks to more"},
	{"no array", zipped("a.npy", "hello, world"), "NumPy's format"},
	{"header without end", zipped("a.npy", "\x93NUMPY\x02\x00\xff\xff\xff\xff{'descr'"), "header of 4294967295"},
	{"header of rubbish", zipped("a.npy", npy("{}", "")), "not one that NumPy writes"},
	{"objects", zipped("a.npy", npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n", "x")), "|O"},
	{"big-endian", zipped("a.npy", npy("{'descr': '>f8', 'fortran_order': False, 'shape': (1,), }\n", "12345678")), ">f8"},
	{"shape without data", zipped("a.npy", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }\n", "12345678")), "1000000000000"},
	{"turned shape without data", zipped("a.npy", npy("{'descr': '<f8', 'fortran_order': True, 'shape': (99999999,99999999), }\n", "12345678")), "of 8 bytes"},
	{"turned shape with more data", zipped("a.npy", npy("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2), }\n", "123456789")), "of 9 bytes"},
	{"shape beyond int", zipped("a.npy", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }\n", "")), "99999999999999999999"},
	{"no dictionary", zipped("x/data.pkl", "\x80\x02K\x01."), "a dictionary of tensors"},
	{"no tensors", zipped("x/data.pkl", "\x80\x02}."), "ReadSettings.Key"},
	{"cut pickle", zipped("x/data.pkl", "\x80\x02}"), "cut short"},
	{"negated view", pt("K\x04", "K\x00K\x03\x85K\x01\x85", "}X\x03\x00\x00\x00neg\x88s"), "resolve_neg"},
	{"key that is a number", ptKey("K\x01"), "at 1 is"},
	{"key of a million tuples", ptKey(")q\x00" + strings.Repeat("h\x00\x86q\x00", 99)), "at a tuple"},
	{"torn byteorder", torn(zipped("x/byteorder", "little", "x/data.pkl", "\x80\x02}."), "x/byteorder"), "byteorder"},
	{"big machine", zipped("x/data.pkl", "\x80\x02}.", "x/byteorder", "big"), "byteorder"},
	{"storage cut short", pt("K\x05", "K\x00K\x03\x85K\x01\x85"), "5 elements"},
	{"storage of a size below 0", pt("J\xff\xff\xff\xff", "K\x00K\x03\x85K\x01\x85"), "a storage of"},
	{"offset beyond it", pt("K\x04", "K\x02K\x03\x85K\x01\x85"), "do not fit a storage of 4"},
	{"offset of 33 bits", pt("K\x04", "\x8a\x05\x00\x00\x00\x00\x01K\x03\x85K\x01\x85"), "pt file"},
	{"size of 33 bits", pt("K\x04", "K\x00\x8a\x05\x03\x00\x00\x00\x01\x85K\x01\x85"), "pt file"},
	{"storage of 33 bits", pt("\x8a\x05\x04\x00\x00\x00\x01", "K\x00K\x03\x85K\x01\x85"), "pt file"},
	{"stride beyond it", pt("K\x04", "K\x00K\x03\x85K\x02\x85"), "do not fit a storage of 4"},
	{"negative offset", pt("K\x04", "J\xff\xff\xff\xffK\x03\x85K\x01\x85"), "do not fit"},
	{"negative stride", pt("K\x04", "K\x03K\x02\x85J\xff\xff\xff\xff\x85"), "do not fit"},
	{"expanded", pt("K\x04", "K\x00J\xff\xff\xff\x7f\x85K\x00\x85"), "do not fit"},
	{"shape that overflows", pt("K\x04", "K\x00J\xff\xff\xff\x7fJ\xff\xff\xff\x7fJ\xff\xff\xff\x7f\x87K\x01K\x01K\x01\x87"), "do not fit"},
	{"more strides than sizes", pt("K\x04", "K\x00K\x01\x85K\x01K\x01\x86"), "do not fit"},
	{"storage that is not there", zipped("x/data.pkl", "\x80\x02}X\x01\x00\x00\x00wctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x04tQK\x00K\x01\x85K\x01\x85\x89NtRs."), "no entry"},
	{"legacy cut short", []byte(legacyStart + "\x80\x02M\xe9\x03."), "machine"},
	{"legacy of another version", []byte(legacyStart + "\x80\x02M\xea\x03."), "1001"},
}

func TestDamagedFilesAreRefused(t *testing.T) {
	for _, c := range damaged {
		_, err := torch.Read(bytes.NewReader(c.file), nil)
		var file *torch.FileError
		if !errors.As(err, &file) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want a *FileError that says %q", c.name, err, c.says)
		}
	}
}

// TestNestedStates: a dictionary in another has the keys of both, and one that is in itself ends the search.
func TestNestedStates(t *testing.T) {
	const prefix = "\x80\x02}q\x00X\x01\x00\x00\x00m}"
	inner := "X\x01\x00\x00\x00e" + tensor("K\x04", "K\x01K\x03\x85K\x01\x85")[2:] + "ss"
	nested := prefix + inner + "X\x01\x00\x00\x00oh\x00ss."
	for _, key := range []string{"", "m.e"} {
		c, err := torch.Read(bytes.NewReader(ptOf(nested)), &torch.ReadSettings{Key: key})
		if err != nil || !reflect.DeepEqual(c.State["w"].Values, []float64{1, 1, 1}) {
			t.Errorf("key %q: %+v, %v", key, c, err)
		}
	}
	deep := "\x80\x02" + strings.Repeat("}X\x01\x00\x00\x00d", 50000) + "K\x01" + strings.Repeat("s", 50000) + "."
	if _, err := torch.Read(bytes.NewReader(ptOf(deep)), nil); err == nil || len(err.Error()) > 1000 {
		t.Errorf("dictionaries 50000 deep: %v", err)
	}
	_, err := torch.Read(bytes.NewReader(ptOf(nested)), &torch.ReadSettings{Key: "e"})
	if err == nil || !strings.Contains(err.Error(), `one of ["m.e"]`) {
		t.Errorf("%v, want the key that there is", err)
	}
}

func TestKeysAreNotGuessed(t *testing.T) {
	for _, key := range []string{"", "none", "0"} {
		_, err := torch.ReadFile("testdata/formats_two.pt", &torch.ReadSettings{Key: key})
		if err == nil || !strings.Contains(err.Error(), `"net" "ema"`) {
			t.Errorf("key %q: %v, want the keys that there are", key, err)
		}
	}
}

func TestLimits(t *testing.T) {
	if _, err := torch.ReadFile("testdata/formats.pt", &torch.ReadSettings{MaxBytes: 100}); err == nil || !strings.Contains(err.Error(), "MaxBytes") {
		t.Errorf("%v, want MaxBytes to be named", err)
	}
	if _, err := torch.Read(nil, nil); err == nil {
		t.Error("no reader: no error")
	}
	if _, err := torch.ReadFile("testdata/nothing", nil); !os.IsNotExist(errors.Cause(err)) {
		t.Errorf("%v, want that there is no such file", err)
	}
}

// TestSharedStorages: tied weights are read, and small ones under any number of names, as the β of FFJORD's swish. A
// thousand views of a large storage, which would be copies, are refused.
func TestSharedStorages(t *testing.T) {
	for _, c := range []struct {
		views, size int
		fits        bool
	}{{2, 1 << 10, true}, {1000, 4, true}, {1000, 1 << 10, false}} {
		size := fmt.Sprintf("M%c%c", c.size&255, c.size>>8)
		many := "\x80\x02}(X\x01\x00\x00\x00wctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\n" +
			"X\x01\x00\x00\x000X\x03\x00\x00\x00cpu" + size + "tQK\x00" + size + "\x85K\x01\x85\x89NtRq\x00"
		for i := 1; i < c.views; i++ {
			many += fmt.Sprintf("X\x04\x00\x00\x00%04dh\x00", i)
		}
		got, err := torch.Read(bytes.NewReader(zipped("x/data.pkl", many+"u.", "x/data/0", strings.Repeat("\x00\x00\x80\x3f", c.size))), nil)
		if c.fits && (err != nil || len(got.State) != c.views) || !c.fits && (err == nil || !strings.Contains(err.Error(), "copies")) {
			t.Errorf("%d views of %d numbers: error %v, want one for the last only", c.views, c.size, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range damaged {
		if len(c.file) < 1<<12 {
			f.Add(c.file)
		}
	}
	files, _ := filepath.Glob("testdata/formats*")
	for _, path := range files {
		if data, err := os.ReadFile(path); err == nil && filepath.Ext(path) != ".py" {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := torch.Read(bytes.NewReader(data), nil)
		if err != nil {
			return
		}
		for name, tensor := range c.State {
			n := 1
			for _, d := range tensor.Shape {
				n *= d
			}
			if n != len(tensor.Values) {
				t.Fatalf("%s: %d values of shape %v", name, len(tensor.Values), tensor.Shape)
			}
		}
	})
}
