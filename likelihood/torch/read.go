// Files of any format, recognised by their first bytes.

package torch

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/pkg/errors"
)

// Checkpoint is the content of a file.
type Checkpoint struct {
	State StateDict
	// Args are plain values (string, bool, int64, float64) beside the tensors: in a .pt file those under "args",
	// "hyper_parameters" or "config", in a safetensors file its metadata.
	Args map[string]any
}

// ReadSettings of Read; nil means the zero value.
type ReadSettings struct {
	// Key is the key of the state dict in a .pt file with several entries, such as "ema_model", or "models.ema" of one
	// within another. Empty means the one under "state_dict", the only one, or the file itself if it holds tensors and
	// no dictionary of tensors.
	Key string
	// MaxBytes is the largest length of a file. 0 means 1 GiB.
	MaxBytes int64
}

// ReadFile reads a file of any of the formats: safetensors, NumPy's .npz, and what torch.save writes (.pt, .pth), in its
// present format and in that before PyTorch 1.6. The format is recognised by the content, not by the name.
//
// Files need not be trusted: no code of a pickle runs, and memory is taken in proportion to the file. Errors: a *FileError,
// whose cause is a *GlobalError if a pickle refers to code.
func ReadFile(path string, s *ReadSettings) (*Checkpoint, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, errors.Wrap(err, "torch: reading a state dict")
	}
	defer file.Close()
	c, err := Read(file, s)
	return c, errors.Wrapf(err, "reading %s", path)
}

// Read is ReadFile from a reader, which is read to its end.
func Read(r io.Reader, s *ReadSettings) (*Checkpoint, error) {
	if s == nil {
		s = &ReadSettings{}
	}
	most := s.MaxBytes
	if most == 0 {
		most = 1 << 30
	}
	if r == nil || most < 0 {
		return nil, &FileError{Part: "reader or MaxBytes", Value: most, Want: "a reader and 0 or more"}
	}
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, errors.Wrap(err, "torch: reading a state dict")
	}
	if int64(len(data)) > most {
		return nil, &FileError{Part: "file", Value: fmt.Sprintf("longer than %d bytes", most), Want: "fewer, or a larger ReadSettings.MaxBytes"}
	}
	return parse(data, s.Key)
}

// parse recognises a format by its first bytes.
func parse(data []byte, key string) (*Checkpoint, error) {
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return parseZip(data, key)
	case isLegacy(data):
		return parseLegacy(data, key)
	case len(data) > 8 && data[8] == '{':
		return parseSafetensors(data)
	}
	if len(data) > tarMagic && bytes.HasPrefix(data[tarMagic:], []byte("ustar")) {
		return nil, &FileError{Part: "file", Value: "a tar archive", Want: "safetensors, .npz, or .pt of torch.save since PyTorch 0.2"}
	}
	for start, what := range foreign {
		if bytes.HasPrefix(data, []byte(start)) {
			return nil, &FileError{Part: "file", Value: what, Want: "safetensors, .npz, or .pt of torch.save"}
		}
	}
	return nil, &FileError{Part: "file", Value: fmt.Sprintf("one that starts with %q", data[:min(len(data), 16)]), Want: "safetensors, .npz, or .pt of torch.save"}
}

// tarMagic is where a tar archive says that it is one.
const tarMagic = 257

// foreign are other formats of weights, by their first bytes.
var foreign = map[string]string{
	"\x89HDF":      "HDF5 (Keras)",
	"\x93NUMPY":    "a single array (.npy)",
	"GGUF":         "GGUF",
	"\x1f\x8b":     "packed by gzip",
	"\x80":         "a pickle that torch.save has not written",
	"{":            "JSON",
	"\x08\x07\x12": "ONNX",
}

func parseSafetensors(data []byte) (*Checkpoint, error) {
	file, err := safetensors.Read(bytes.NewReader(data))
	if err != nil {
		return nil, &FileError{Format: "safetensors", Part: "content", Cause: err}
	}
	c := &Checkpoint{State: StateDict{}, Args: map[string]any{}}
	for key, value := range file.Metadata {
		c.Args[key] = value
	}
	for i := range file.Tensors {
		if err := c.State.add("safetensors", &file.Tensors[i]); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// add adds a tensor of a file.
func (s StateDict) add(format string, t *safetensors.Tensor) error {
	if _, there := s[t.Name]; there {
		return &FileError{Format: format, Part: fmt.Sprintf("tensor %.200q", t.Name), Value: "there twice", Want: "each name once"}
	}
	values, err := t.Float64s()
	if err != nil {
		return &FileError{Format: format, Part: fmt.Sprintf("tensor %.200q", t.Name), Cause: err}
	}
	s[t.Name] = Tensor{Shape: t.Shape, Values: values, Dtype: t.Dtype}
	return nil
}
