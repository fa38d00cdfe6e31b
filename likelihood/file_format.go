// The kinds of models that files hold, and how one that is read becomes a model.

package likelihood

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/modelfile"
	"github.com/pkg/errors"
)

// readFile reads the container of a model.
func readFile(r io.Reader) (*modelfile.File, error) {
	if r == nil {
		return nil, errors.Wrap(ErrSettings, "loading a flow: no reader")
	}
	file, err := modelfile.Read(r)
	return file, misfits(err)
}

// loadAs reads a model of one of these formats.
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

// rebuild makes the model that a file holds.
func rebuild(file *modelfile.File, adjust []func(*Settings)) (Model, error) {
	tensors := modelfile.NewReader(file.Tensors)
	m, err := rebuildPart(file, tensors, adjust)
	if err != nil {
		return nil, err
	}
	return m, misfits(tensors.End())
}

// savedPart is what a file says of a model, which may be a part of another one.
type savedPart interface {
	// fill takes the numbers from the tensors; those of versions 1 and 2 are in the settings.
	fill(modelfile.Reader) error
	model(adjust []func(*Settings)) (loadedModel, error)
}

// loadedModel is a Model of this package.
type loadedModel interface {
	Model
	restoreNotes(map[string]json.RawMessage)
}

// newPart is an empty one of a format; nil for a format that is not known.
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

// rebuildPart reads the settings, takes the tensors, and makes the model: that of a file, or of a part of one.
func rebuildPart(file *modelfile.File, tensors modelfile.Reader, adjust []func(*Settings)) (loadedModel, error) {
	part := newPart(file.Format)
	if part == nil {
		return nil, unusable("format", fmt.Sprintf("%q", file.Format), formatsText)
	}
	if err := json.Unmarshal(file.Model, part); err != nil {
		return nil, damaged("model", err)
	}
	if file.Version == modelfile.Version {
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
