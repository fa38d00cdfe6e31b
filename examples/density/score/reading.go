// How the run's files are opened, and which columns of them are read.

package score

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// keptFields reads the types of the columns that are copied, and checks that the schema's columns exist.
func (r *Run) keptFields() ([]table.Field, error) {
	names := r.Card.Columns()
	for _, name := range r.Keep {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	options := *r.Options
	options.Columns = names
	r.Options = &options
	reader, err := r.open(r.Files[0])
	if err != nil {
		return nil, err
	}
	if r.Files[0] == "-" {
		r.input = reader
	} else {
		defer reader.Close()
	}
	if r.Check != nil {
		if err := r.Check(reader.Notes()); err != nil {
			return nil, err
		}
	}
	var keep []table.Field
	for _, name := range r.Keep {
		for _, f := range reader.Fields() {
			if f.Name == name {
				keep = append(keep, f)
			}
		}
	}
	return keep, nil
}

// open opens a file from its beginning, or standard input, which can be read once.
func (r *Run) open(path string) (table.Reader, error) {
	switch {
	case path != "-":
		return table.File{Path: path, Options: r.Options}.Open()
	case r.input != nil:
		return r.input, nil
	}
	return table.NewReader(r.Stdin, "standard input", r.Options)
}
