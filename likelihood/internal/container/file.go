// Package container reads and writes the container of a model: its format and version, a description in JSON, notes, and
// tensors by name, under one checksum. It does not interpret them.
//
// From version 3 on a container is a file in the safetensors format, whose metadata are
//
//	format    which kind of model it is
//	version   3
//	model     JSON: the description
//	notes     JSON: an object of the program's own notes; absent if there are none
//	checksum  CRC-32C in decimals: of all other metadata by key, and of all tensors by name, see checksum.go
//
// A container of version 1 or 2 is JSON, with the numbers of the tensors in the description.
package container

import (
	"encoding/json"
	"io"
	"strconv"

	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/pkg/errors"
)

// Version is what Write writes, and the newest that Read reads.
const Version = 3

// File is the content of a container.
type File struct {
	Format  string
	Version int
	Model   json.RawMessage
	Notes   map[string]json.RawMessage
	Tensors []safetensors.Tensor // nil in versions 1 and 2
}

// The keys of the metadata.
const (
	formatKey   = "format"
	versionKey  = "version"
	modelKey    = "model"
	notesKey    = "notes"
	checksumKey = "checksum"
)

// Write writes a container of the newest version. A tensor's WriteData is called twice: for the checksum, which stands
// before the data, and for the data.
func (f *File) Write(w io.Writer) error {
	metadata := map[string]string{formatKey: f.Format, versionKey: strconv.Itoa(Version), modelKey: string(f.Model)}
	if len(f.Notes) > 0 {
		text, err := json.Marshal(f.Notes)
		if err != nil {
			return errors.WithStack(err)
		}
		metadata[notesKey] = string(text)
	}
	sum, err := checksum(metadata, f.Tensors)
	if err != nil {
		return err
	}
	metadata[checksumKey] = strconv.FormatUint(uint64(sum), 10)
	return (&safetensors.File{Metadata: metadata, Tensors: f.Tensors}).Write(w)
}
