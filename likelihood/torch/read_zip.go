// Zip archives, the containers of .pt and .npz files, unpacked with bounded memory.

package torch

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/pkg/errors"
)

// archive is a zip archive that is unpacked into bounded memory.
type archive struct {
	files map[string]*zip.File
	names []string // in the archive's order
	left  int      // number of bytes that may still be unpacked
}

// Bounds on the unpacked size: a multiple of the archive's size, plus the size of a small network. Zeros compress a
// thousandfold, weights hardly at all.
const (
	unpackFactor = 64
	unpackFree   = 1 << 24
)

func openArchive(data []byte) (*archive, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	a := &archive{files: map[string]*zip.File{}, left: unpackFree + unpackFactor*len(data)}
	for _, f := range r.File {
		if a.files[f.Name] != nil {
			return nil, errors.Errorf("entry %.200q is there twice", f.Name)
		}
		a.files[f.Name] = f
		a.names = append(a.names, f.Name)
	}
	return a, nil
}

// read unpacks an entry.
func (a *archive) read(name string) ([]byte, error) {
	f := a.files[name]
	if f == nil {
		return nil, errors.Errorf("there is no entry %.200q", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, errors.Wrapf(err, "entry %.200q", name)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, int64(a.left)+1))
	if errors.Is(err, zip.ErrChecksum) {
		return nil, errors.Wrapf(err, "entry %.200q is damaged, or saved with compute_crc32 = False", name)
	}
	if err != nil {
		return nil, errors.Wrapf(err, "entry %.200q", name)
	}
	if a.left -= len(data); a.left < 0 {
		return nil, errors.Errorf("entry %.200q unpacks to more than %d times the archive", name, unpackFactor)
	}
	return data, nil
}

// parseZip distinguishes .pt and .npz by the entries.
func parseZip(data []byte, key string) (*Checkpoint, error) {
	a, err := openArchive(data)
	if err != nil {
		return nil, &FileError{Part: "zip archive", Cause: err}
	}
	has := func(base string) int {
		return slices.IndexFunc(a.names, func(name string) bool { return path.Base(name) == base })
	}
	switch at := has("data.pkl"); {
	case has("constants.pkl") >= 0:
		return nil, &FileError{Format: "pt", Part: "file", Value: "TorchScript", Want: "what torch.save has written of model.state_dict()"}
	case at >= 0:
		return parsePickle(a, path.Dir(a.names[at]), key)
	case slices.ContainsFunc(a.names, func(name string) bool { return strings.HasSuffix(name, ".npy") }):
		return parseNPZ(a)
	}
	return nil, &FileError{Part: "zip archive", Value: fmt.Sprintf("one of %d entries without data.pkl or .npy", len(a.names)), Want: ".pt of torch.save, or .npz"}
}
