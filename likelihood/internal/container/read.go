// Reading a container: its version and its integrity.

package container

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"strconv"

	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/pkg/errors"
)

// Fault names what in a container cannot be used.
type Fault struct {
	Field string
	Value any
	Want  string
	Cause error
}

// Error names the field; callers add the rest in their own words.
func (f *Fault) Error() string {
	return fmt.Sprintf("model file: %s is %v, want %s: %v", f.Field, f.Value, f.Want, f.Cause)
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// Read reads a container of any version and compares its checksum. Bad content is a *Fault. An error of the reader is none,
// since the file may be whole.
func Read(r io.Reader) (*File, error) {
	from := &source{Reader: r}
	file, err := read(from)
	if from.failed != nil {
		return nil, errors.Wrap(from.failed, "likelihood: reading a model file")
	}
	return file, err
}

// source keeps the error of a reader.
type source struct {
	io.Reader
	failed error
}

// Read implements io.Reader. What ends too early is content that lacks its end.
func (s *source) Read(p []byte) (n int, err error) {
	n, err = s.Reader.Read(p)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		s.failed = err
	}
	return n, err
}

func read(r io.Reader) (*File, error) {
	buffered := bufio.NewReader(r)
	// A safetensors file begins with the length of its header, whose first byte is a multiple of 8 and therefore not {.
	if first, err := buffered.Peek(1); err == nil && first[0] == '{' {
		return readJSON(buffered)
	}
	content, err := safetensors.Read(buffered)
	if err != nil {
		return nil, &Fault{Field: "the file, which is neither a whole safetensors file nor JSON", Cause: err}
	}
	return fromTensors(content)
}

// fromTensors converts the content of a safetensors file.
func fromTensors(content *safetensors.File) (*File, error) {
	file := &File{Format: content.Metadata[formatKey], Model: json.RawMessage(content.Metadata[modelKey]), Tensors: content.Tensors}
	var err error
	if file.Version, err = strconv.Atoi(content.Metadata[versionKey]); err != nil || file.Version != Version {
		return nil, versionFault(fmt.Sprintf("%q", content.Metadata[versionKey]))
	}
	sum, err := checksum(content.Metadata, content.Tensors)
	if err != nil {
		return nil, err
	}
	if want := strconv.FormatUint(uint64(sum), 10); content.Metadata[checksumKey] != want {
		return nil, &Fault{Field: "checksum", Value: fmt.Sprintf("%q", content.Metadata[checksumKey]), Want: want + ", that of the content: the file is damaged"}
	}
	if text, ok := content.Metadata[notesKey]; ok {
		if err := json.Unmarshal([]byte(text), &file.Notes); err != nil {
			return nil, &Fault{Field: "notes", Cause: err}
		}
	}
	return file, nil
}

func versionFault(is any) error {
	return &Fault{Field: "version", Value: is, Want: fmt.Sprintf("1 to %d, which this program reads", Version)}
}

// jsonFile is the outermost object of versions 1 and 2.
type jsonFile struct {
	Format   string          `json:"format"`
	Version  int             `json:"version"`
	Checksum uint32          `json:"checksum"` // CRC-32C of model, without white space
	Model    json.RawMessage `json:"model"`
}

func readJSON(r io.Reader) (*File, error) {
	var file jsonFile
	content := json.NewDecoder(r)
	if err := content.Decode(&file); err != nil {
		return nil, &Fault{Field: "the file, which is not whole or not JSON", Cause: err}
	}
	if err := checkEnd(content); err != nil {
		return nil, err
	}
	if file.Version < 1 || file.Version >= Version {
		return nil, versionFault(file.Version)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, file.Model); err != nil {
		return nil, &Fault{Field: "model", Cause: errors.WithStack(err)}
	}
	if sum := crc32.Checksum(compact.Bytes(), crc32.MakeTable(crc32.Castagnoli)); sum != file.Checksum {
		return nil, &Fault{Field: "checksum", Value: file.Checksum, Want: fmt.Sprintf("%d, that of the content: the file is damaged", sum)}
	}
	return &File{Format: file.Format, Version: file.Version, Model: file.Model}, nil
}

// checkEnd refuses anything but white space after the content, which the checksum does not cover.
func checkEnd(content *json.Decoder) error {
	end := content.InputOffset()
	if _, err := content.Token(); err != io.EOF {
		return &Fault{Field: "what follows the model", Want: fmt.Sprintf("nothing after byte %d", end), Cause: err}
	}
	return nil
}
