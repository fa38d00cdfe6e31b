// Options of reading: the columns, their types, missing values, and how a CSV file is written.

package table

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pkg/errors"
)

// Header says whether the first row of a CSV file holds the names of its columns.
type Header int

// Header is found by what it holds beside the rows below, unless it is told.
const (
	HeaderAuto Header = iota
	HeaderYes
	HeaderNo
)

var headerNames = []string{"auto", "yes", "no"}

// String is yes, no or auto.
func (h Header) String() string {
	if h < 0 || int(h) >= len(headerNames) {
		return "unknown"
	}
	return headerNames[h]
}

// MarshalText writes yes, no or auto.
func (h Header) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads yes, no or auto, as a flag has it.
func (h *Header) UnmarshalText(text []byte) error {
	i := slices.Index(headerNames, string(text))
	if i < 0 {
		return errors.Wrapf(ErrSettings, "header %q; want yes, no or auto", text)
	}
	*h = Header(i)
	return nil
}

// Options of reading. A nil *Options and every zero value mean that it is found in the file.
type Options struct {
	// Columns to read, by name, else by number from 1 on, in this order; nil means all.
	Columns []string
	// Types of columns, by name.
	Types map[string]Type
	// Layouts of columns of dates, by name, as package time has them.
	Layouts map[string]string
	// Missing are the texts that stand for no value; nil means DefaultMissing.
	Missing []string
	// Group is the number of the only row group to read, from 1, of formats that have them: the work on a file can be shared out by its
	// groups. Rows keep their places in the file. 0 means all.
	Group int

	// Bad, if not nil, is told of a value that is none of its column's (FieldError), which is missing then, and of a row of another length than
	// the first one (RowError), which has no values then; by readers of CSV, Parquet and Arrow, and of types that are told. nil means that it is
	// an error of Read.
	Bad func(error)

	// Header, Delimiter and Decimal, '.' or ',', are of CSV files. A Delimiter of ' ' means any run of blanks.
	Header    Header
	Delimiter rune
	Decimal   rune
	// Comment begins a line that is skipped; 0 means '#', negative none.
	Comment rune
}

// DefaultMissing are the texts that stand for no value, as other programs write them.
var DefaultMissing = []string{"", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null"}

// OrDefault is o, or empty options for nil.
func (o *Options) OrDefault() *Options {
	if o == nil {
		return &Options{}
	}
	return o
}

// Choose finds the columns to read among names: their indices in the order wanted. The error is a ColumnError of a column that
// is not there, or is there or chosen twice.
func (o *Options) Choose(names []string) ([]int, error) {
	o = o.OrDefault()
	chosen := make([]int, 0, len(names))
	if len(o.Columns) == 0 {
		for j := range names {
			chosen = append(chosen, j)
		}
	}
	for _, c := range o.Columns {
		j, err := find(names, c)
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, j)
	}
	return chosen, checkChosen(names, chosen)
}

func checkChosen(names []string, chosen []int) error {
	fields := make([]Field, len(chosen))
	for i, j := range chosen {
		fields[i].Name = names[j]
	}
	return checkNames(fields)
}

// find looks for a column by its name, by its name in other letters, and by its number.
func find(names []string, column string) (int, error) {
	same := func(name string) bool { return name == column }
	folded := func(name string) bool { return strings.EqualFold(name, strings.TrimSpace(column)) }
	for _, fits := range []func(string) bool{same, folded} {
		j := slices.IndexFunc(names, fits)
		if j < 0 {
			continue
		}
		if slices.ContainsFunc(names[j+1:], fits) {
			return 0, errors.WithStack(&ColumnError{Column: column, Have: names, Cause: ErrSameColumn})
		}
		return j, nil
	}
	if n, err := strconv.Atoi(column); err == nil && 1 <= n && n <= len(names) {
		return n - 1, nil
	}
	return 0, errors.WithStack(&ColumnError{Column: column, Have: names, Cause: ErrNoColumn})
}

// missing reports whether a text stands for no value.
func (o *Options) missing() map[string]bool {
	list := o.Missing
	if list == nil {
		list = DefaultMissing
	}
	set := make(map[string]bool, len(list))
	for _, text := range list {
		set[text] = true
	}
	return set
}

// checkNamed refuses types and layouts of columns that are not there.
func (o *Options) checkNamed(names []string) error {
	for name := range o.Types {
		if !slices.Contains(names, name) {
			return errors.WithStack(&ColumnError{Column: name, Have: names, Cause: ErrNoColumn})
		}
	}
	for name := range o.Layouts {
		if !slices.Contains(names, name) {
			return errors.WithStack(&ColumnError{Column: name, Have: names, Cause: ErrNoColumn})
		}
	}
	return nil
}
