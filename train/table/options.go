// Options of reading: the columns, their types, missing values, and the dialect of a CSV file.

package table

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pkg/errors"
)

// Header says whether the first row of a CSV file holds the names of its columns.
type Header int

// A Header that is not given is detected by comparing the first row with the rows below.
const (
	HeaderAuto Header = iota
	HeaderYes
	HeaderNo
)

var headerNames = []string{"auto", "yes", "no"}

// String returns yes, no or auto.
func (h Header) String() string {
	if h < 0 || int(h) >= len(headerNames) {
		return "unknown"
	}
	return headerNames[h]
}

// MarshalText writes yes, no or auto.
func (h Header) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads yes, no or auto, for flags.
func (h *Header) UnmarshalText(text []byte) error {
	i := slices.Index(headerNames, string(text))
	if i < 0 {
		return errors.Wrapf(ErrSettings, "header %q; want yes, no or auto", text)
	}
	*h = Header(i)
	return nil
}

// Options of reading. A nil *Options and every zero value mean that a property is detected in the file.
type Options struct {
	// Columns are the columns to read, in this order, by name, else by number from 1; nil means all.
	Columns []string
	// Types are types of columns, by the columns' names. A column that is to be Text may have any values, also numbers that
	// no column of numbers holds.
	Types map[string]Type
	// Layouts are layouts of columns of dates, by the columns' names, in the notation of package time. A column whose first dates
	// have another one, and none of them this one, is read by its own.
	Layouts map[string]string
	// Missing are the texts that mean a missing value in CSV files; nil means DefaultMissing. In columns of numbers those
	// that are numbers mean it however they are written: -999 stands for -999.0 too. Other formats have values of their
	// own for it.
	Missing []string
	// Group is the number of the only row group to read, from 1, for formats with row groups, so that several readers
	// can share a file. Places of rows stay those in the file. 0 means all.
	Group int
	// Unpacked is the number of bytes that all buffers of Arrow together may have when they are unpacked, for streams of
	// strangers: a few kilobytes may unpack to gigabytes. 0 means 2 GiB for each message.
	Unpacked int64

	// Bad, if not nil, is called with values that do not have their column's type (FieldError), which then count as
	// missing, and with rows of another length than the first one (RowError), whose values are then all missing.
	// Readers of CSV, Parquet and Arrow call it, and Retype. nil means that Read returns the error.
	Bad func(error)

	// Header, Delimiter and Decimal ('.' or ',') describe CSV files. A Delimiter of ' ' means any run of blanks
	// outside quotes.
	Header    Header
	Delimiter rune
	Decimal   rune
	// Comment begins a line that is skipped; 0 means '#', a negative value none.
	Comment rune
}

// DefaultMissing are texts by which other programs write missing values.
var DefaultMissing = []string{"", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null"}

// OrDefault returns o, or empty options if o is nil.
func (o *Options) OrDefault() *Options {
	if o == nil {
		return &Options{}
	}
	return o
}

// Choose returns the indices of the columns to read among names, in the wanted order. A column that is missing, twice
// in names or chosen twice is a ColumnError.
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
	fields, seen := make([]Field, len(chosen)), make(map[int]bool, len(chosen))
	for i, j := range chosen {
		if seen[j] {
			return errors.WithStack(&ColumnError{Column: names[j], Have: names, Cause: ErrSameColumn})
		}
		seen[j] = true
		fields[i].Name = names[j]
	}
	return checkNames(fields)
}

// find looks for a column by its name, by its name in other case, and by its number.
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

// missing returns the set of texts that mean a missing value.
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

// checkNamed refuses types and layouts of missing columns.
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
