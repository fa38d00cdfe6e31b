// Tables written whole or not at all.

// Package output writes tables to files or to standard output. A file is complete or does not exist. Its format follows
// from its name.
package output

import (
	"compress/gzip"
	"io"
	"path/filepath"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
	"github.com/gorgoflow/gorgoflow/train/table"
	_ "github.com/gorgoflow/gorgoflow/train/table/all" // all formats
	"github.com/pkg/errors"
)

// Stdout is the path of standard output.
const Stdout = "-"

// Suffix is the end of a path that tells its format, in lower case; "" for none.
func Suffix(path string) string { return strings.ToLower(filepath.Ext(path)) }

// Check says before the work whether a table could be written to a path, which must be none of the files that are read.
func Check(path string, inputs ...string) error {
	if path == Stdout {
		return nil
	}
	if _, err := formatOf(path); err != nil {
		return err
	}
	if err := program.Apart(path, inputs...); err != nil {
		return errors.WithMessage(err, "-out")
	}
	return errors.WithMessage(atomicfile.CanWrite(path), "-out")
}

// Write lets content write a table of the fields. content closes the table.
func Write(path string, stdout io.Writer, fields []table.Field, content func(table.Writer) error) error {
	if path == Stdout {
		w, err := table.NewCSVWriter(stdout, fields)
		if err != nil {
			return err
		}
		return content(w)
	}
	format, err := formatOf(path)
	if err != nil {
		return err
	}
	return atomicfile.Write(path, func(file io.Writer) error {
		if Suffix(path) != ".gz" {
			return create(format, file, fields, content)
		}
		zip := gzip.NewWriter(file)
		if err := create(format, zip, fields, content); err != nil {
			return err
		}
		return errors.WithStack(zip.Close())
	})
}

func create(format *table.Format, file io.Writer, fields []table.Field, content func(table.Writer) error) error {
	w, err := format.Create(file, fields)
	if err != nil {
		return err
	}
	return content(w)
}

// formatOf finds the format by a path's suffix.
func formatOf(path string) (*table.Format, error) {
	var known []string
	name := strings.TrimSuffix(strings.ToLower(path), ".gz")
	for _, f := range table.Formats() {
		for _, s := range f.Suffixes {
			if f.Create == nil {
				continue
			}
			if strings.HasSuffix(name, s) {
				return f, nil
			}
			known = append(known, s)
		}
	}
	return nil, errors.Errorf("-out %s: want a name that ends in one of %s, compressed if .gz follows", path, strings.Join(known, ", "))
}
