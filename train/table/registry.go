// The registry of formats to read and to write.

package table

import (
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/pkg/errors"
)

// A Format reads files of one format, and may write them.
type Format struct {
	Name string
	// Match reports whether a file that begins with head has the format.
	Match func(head []byte) bool
	Open  func(in *Input, o *Options) (Reader, error)
	// Create returns a writer of tables with the fields; nil if the format is only read. It writes files whose names
	// end in one of the Suffixes.
	Create   func(w io.Writer, fields []Field) (Writer, error)
	Suffixes []string
	// Groups says that files consist of row groups, and that Open respects Options.Group.
	Groups bool
}

// open refuses options that the format does not support.
func (f *Format) open(in *Input, o *Options) (Reader, error) {
	if o.Group != 0 && !f.Groups {
		return nil, errors.Wrapf(ErrSettings, "row group %d of a file in %s, which has none", o.Group, f.Name)
	}
	return f.Open(in, o)
}

var registry struct {
	sync.RWMutex
	formats []*Format
}

// Register adds a format for Open and Create. A second format of the same name is ErrSettings. Packages of formats call
// Register when they are imported.
func Register(f *Format) error {
	registry.Lock()
	defer registry.Unlock()
	if f == nil || f.Name == "" || f.Match == nil || f.Open == nil {
		return errors.Wrap(ErrSettings, "a format needs Name, Match and Open")
	}
	for _, g := range registry.formats {
		if g.Name == f.Name {
			return errors.Wrapf(ErrSettings, "format %s is registered already", f.Name)
		}
	}
	registry.formats = append(registry.formats, f)
	slices.SortFunc(registry.formats, func(a, b *Format) int { return strings.Compare(a.Name, b.Name) })
	return nil
}

// Formats returns the registered formats: CSV, then the others by name.
func Formats() []*Format {
	registry.RLock()
	defer registry.RUnlock()
	return append([]*Format{csvFormat}, registry.formats...)
}

// find detects a file's format. If no registered format matches, it returns a FormatError for a recognised one, else
// CSV.
func (in *Input) find() (*Format, error) {
	head := in.Head()
	for _, f := range Formats() {
		if f != csvFormat && f.Match(head) {
			return f, nil
		}
	}
	if err := unsupported(in.Name, head); err != nil {
		return nil, err
	}
	return csvFormat, nil
}

// creator returns the format for a file name.
func creator(path string) (*Format, error) {
	for _, f := range Formats() {
		for _, suffix := range f.Suffixes {
			if f.Create != nil && strings.HasSuffix(strings.ToLower(path), suffix) {
				return f, nil
			}
		}
	}
	return nil, errors.WithStack(&FormatError{File: path, Format: kindOf(path), Hint: "written are " + suffixes(), writing: true})
}

func suffixes() string {
	var all []string
	for _, f := range Formats() {
		if f.Create != nil {
			all = append(all, f.Suffixes...)
		}
	}
	return strings.Join(all, " ") + " by what this program imports (train/table/all has every format)"
}

// kindOf is the kind of a file by its name.
func kindOf(path string) string {
	if ending := filepath.Ext(path); ending != "" {
		return "of the kind " + ending
	}
	return "a name without an ending"
}
