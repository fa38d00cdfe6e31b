// Loading models from files.

package model

import (
	"crypto/sha256"
	"encoding/hex"
	"os"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/audit"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// Any is a model of any kind that a file can hold.
type Any interface {
	likelihood.Model
	audit.Model
	Traits() ([]likelihood.Trait, error)
	Standardization() (mean, std []float64)
	ConditionStandardization() (mean, std []float64)
}

// A Saved is a model with what its file says of the data.
type Saved struct {
	Any
	Card *card.Card
	// Named says that the file names the columns, and not the caller.
	Named bool
	// Hash is the hash of the file.
	Hash string
}

// Open loads a model. columns name its variables if the file does not: a file that only Save has written has no names.
func Open(path string, columns []string, adjust ...func(*likelihood.Settings)) (*Saved, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	loaded, err := likelihood.LoadModelFile(path, adjust...)
	if err != nil {
		return nil, errors.WithMessage(err, path)
	}
	model, ok := loaded.(Any)
	if !ok {
		return nil, errors.Errorf("%s: a %T, want a flow or a stack", path, loaded)
	}
	sum := sha256.Sum256(text)
	s := &Saved{Any: model, Hash: hex.EncodeToString(sum[:8])}
	if s.Card, err = card.Of(model); err != nil {
		return nil, errors.WithMessage(err, path)
	}
	s.Named = s.Card != nil
	switch {
	case s.Named && columns != nil:
		return nil, errors.Errorf("-columns: %s has the names of its columns, %v; rename those of the data", path, s.Card.Columns())
	case s.Named || columns == nil:
		return s, nil
	}
	s.Card, err = plain(path, model, columns)
	return s, err
}

// OpenNamed is Open for a command that reads or writes rows, for which the columns have to be known.
func OpenNamed(path string, columns []string, adjust ...func(*likelihood.Settings)) (*Saved, error) {
	s, err := Open(path, columns, adjust...)
	if err == nil && s.Card == nil {
		return nil, errors.Errorf("%s does not name its %d columns; give their names in the data, in the model's order, by -columns", path, s.Dim())
	}
	return s, err
}

// plain is the card of a model whose file has no card: columns of numbers with the given names.
func plain(path string, m likelihood.Model, columns []string) (*card.Card, error) {
	if len(columns) != m.Dim() || m.CondDim() > 0 {
		return nil, errors.Errorf("-columns has %d names; %s is a density of %d columns, given %d conditions, of which its file keeps no names", len(columns), path, m.Dim(), m.CondDim())
	}
	s := &schema.Schema{}
	rows := &table.Table{}
	for _, name := range columns {
		s.Columns = append(s.Columns, &schema.Column{Name: name, Kind: schema.Number, Role: schema.Variable, Missing: schema.Refuse})
		rows.Columns = append(rows.Columns, table.NewNumbers(name, 0, 1))
	}
	return &card.Card{Schema: s, Fit: card.Fit{Unit: "nats"}}, s.Fit(rows)
}
