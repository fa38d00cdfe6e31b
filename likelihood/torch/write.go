// State dicts for Python, written as safetensors files.

package torch

import (
	"io"

	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/pkg/errors"
)

// Write writes a state dict as a safetensors file, which Python loads with safetensors.torch.load_file for
// model.load_state_dict. metadata may be nil. Tensors of other dtypes than F64 are written as F32.
func (s StateDict) Write(w io.Writer, metadata map[string]string) error {
	file := &safetensors.File{Metadata: metadata}
	for _, name := range s.Names() {
		t := s[name]
		encode := safetensors.NewFloat32
		if t.Dtype == safetensors.F64 {
			encode = safetensors.NewFloat64
		}
		file.Tensors = append(file.Tensors, encode(name, t.Shape, t.Values))
	}
	return errors.Wrap(file.Write(w), "torch: writing a state dict")
}

// WriteFile is Write to a file, which is always either the old or the complete new one.
func (s StateDict) WriteFile(path string, metadata map[string]string) error {
	return errors.Wrap(atomicfile.Write(path, func(w io.Writer) error { return s.Write(w, metadata) }), "saving a state dict")
}
