// The formats of model files, and rebuilding a model from a file.

package likelihood

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
	"github.com/pkg/errors"
)

// readFile reads the container of a model.
func readFile(r io.Reader) (*container.File, error) {
	if r == nil {
		return nil, errors.Wrap(ErrSettings, "loading a flow: no reader")
	}
	file, err := container.Read(r)
	return file, misfits(err)
}

// loadAs reads a model with one of these formats.
func loadAs[M Model](r io.Reader, adjust []func(*Settings), formats ...string) (m M, err error) {
	file, err := readFile(r)
	if err != nil {
		return m, err
	}
	if !slices.Contains(formats, file.Format) {
		return m, unusable("format", fmt.Sprintf("%q", file.Format), fmt.Sprintf("one of %q", formats))
	}
	made, err := rebuild(file, adjust)
	if err != nil {
		return m, err
	}
	return made.(M), nil
}

// rebuild makes the model of a file.
func rebuild(file *container.File, adjust []func(*Settings)) (Model, error) {
	tensors := container.NewReader(file.Tensors)
	m, err := rebuildPart(file, tensors, adjust)
	if err != nil {
		return nil, err
	}
	return m, misfits(tensors.End())
}

// savedPart is the settings of a model in a file; the model may be a part of another one.
type savedPart interface {
	// fill reads the numbers from the tensors; in versions 1 and 2 they are in the settings.
	fill(container.Reader) error
	model(adjust []func(*Settings)) (loadedModel, error)
}

// loadedModel is a Model of this package.
type loadedModel interface {
	Model
	restoreNotes(map[string]json.RawMessage)
}

// newPart returns an empty part of a format; nil for an unknown format.
func newPart(format string) savedPart {
	switch format {
	case flowFormat:
		return &savedModel{}
	case stackFormat, columnsFormat:
		return &savedStack{}
	case ensembleFormat:
		return &savedEnsemble{}
	}
	return nil
}

const formatsText = `"` + flowFormat + `", "` + stackFormat + `", "` + columnsFormat + `" or "` + ensembleFormat + `"`

// rebuildPart reads settings and tensors, and makes the model of a file or of a part.
func rebuildPart(file *container.File, tensors container.Reader, adjust []func(*Settings)) (loadedModel, error) {
	part := newPart(file.Format)
	if part == nil {
		return nil, unusable("format", fmt.Sprintf("%q", file.Format), formatsText)
	}
	if err := json.Unmarshal(file.Model, part); err != nil {
		return nil, damaged("model", err)
	}
	if file.Version == container.Version {
		if err := part.fill(tensors); err != nil {
			return nil, err
		}
	}
	m, err := part.model(adjust)
	if err != nil {
		return nil, err
	}
	m.restoreNotes(file.Notes)
	return m, nil
}
