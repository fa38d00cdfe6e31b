// How the run's files are opened, and which columns of them are read.

package score

import (
	"context"
	"maps"
	"os"
	"slices"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
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
	if isRegular(r.Files[0]) {
		defer reader.Close()
	} else {
		r.input = reader
	}
	if r.Check != nil {
		if err := r.Check(reader.Notes()); err != nil {
			return nil, err
		}
	}
	fields, keep := reader.Fields(), make([]table.Field, len(r.Keep))
	for i, name := range r.Keep {
		keep[i] = fields[slices.Index(names, name)]
	}
	r.readAlike(keep)
	return keep, nil
}

// readAlike makes files that follow have the copied columns of the first one, under its names, which may be in other case
// than the caller's, and with its types.
func (r *Run) readAlike(keep []table.Field) {
	types, layouts := map[string]table.Type{}, map[string]string{}
	maps.Copy(types, r.Options.Types)
	maps.Copy(layouts, r.Options.Layouts)
	columns, names := slices.Clone(r.Options.Columns), slices.Clone(r.Keep)
	for i, f := range keep {
		columns[slices.Index(r.Options.Columns, names[i])], names[i] = f.Name, f.Name
		if f.Layout != "" {
			layouts[f.Name] = f.Layout
		} else {
			types[f.Name] = f.Type
		}
	}
	r.Keep, r.Options.Columns, r.Options.Types, r.Options.Layouts = names, columns, types, layouts
}

// open opens a file from its beginning, or takes the first one where that can be read once.
func (r *Run) open(path string) (table.Reader, error) {
	switch {
	case r.input != nil:
		first := r.input
		r.input = nil
		return first, nil
	case r.until != nil && !isRegular(path):
		reader, err := program.Until(r.until, func() (table.Reader, error) { return r.openNow(path) })
		return &ending{reader, r.until}, err
	}
	return r.openNow(path)
}

func (r *Run) openNow(path string) (table.Reader, error) {
	if path == "-" {
		return table.NewReader(r.Stdin, "standard input", r.Options)
	}
	return table.File{Path: path, Options: r.Options}.Open()
}

// ending is a reader of a pipe, whose reads end with a context.
type ending struct {
	table.Reader
	ctx context.Context
}

func (e *ending) Read(batch *table.Table, n int) error {
	_, err := program.Until(e.ctx, func() (struct{}, error) { return struct{}{}, e.Reader.Read(batch, n) })
	return err
}

// Close leaves a reader open that may still read.
func (e *ending) Close() error {
	if e.ctx.Err() != nil {
		return nil
	}
	return e.Reader.Close()
}

// isRegular says whether a path is that of a file that can be read from its beginning any number of times.
func isRegular(path string) bool {
	info, err := os.Stat(path)
	return path != "-" && err == nil && info.Mode().IsRegular()
}
