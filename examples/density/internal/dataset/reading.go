// The flags that say how a file is read.

package dataset

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// Reading are flags for properties that a file does not tell.
type Reading struct {
	Header    table.Header `default:"auto" help:"Of CSV: whether the first row has the names of the columns: yes, no, auto."`
	Delimiter string       `help:"Of CSV, between fields; tab and space have their names. Found, unless given."`
	Decimal   string       `help:"Of CSV: what stands before the decimals, . or ,. Found, unless given."`
	Comment   string       `help:"Of CSV: what begins a line that is skipped, or none." default:"#"`
	NA        []string     `name:"na" help:"Of CSV: texts that stand for no value, beside NA, NaN, null and empty ones; numbers however they are written."`
}

// OfCSV are the names of the flags that apply to CSV files alone.
func OfCSV() []string { return []string{"header", "delimiter", "decimal", "comment", "na"} }

// Options are package table's options, for the columns of the given names; none means all.
func (r *Reading) Options(columns []string) (*table.Options, error) {
	o := &table.Options{Columns: columns, Header: r.Header}
	var err error
	if o.Delimiter, err = one("delimiter", r.Delimiter, map[string]rune{"": 0, "tab": '\t', `\t`: '\t', "space": ' '}); err != nil {
		return nil, err
	}
	if o.Decimal, err = one("decimal", r.Decimal, map[string]rune{"": 0}); err != nil {
		return nil, err
	}
	if o.Comment, err = one("comment", r.Comment, map[string]rune{"": 0, "none": -1}); err != nil {
		return nil, err
	}
	if o.Decimal != 0 && o.Decimal != '.' && o.Decimal != ',' {
		return nil, errors.Errorf("-decimal %q: want . or ,", r.Decimal)
	}
	if len(r.NA) > 0 {
		o.Missing = append(append([]string(nil), table.DefaultMissing...), r.NA...)
	}
	return o, nil
}

// one is the character that a flag gives, or that of a name.
func one(flag, text string, names map[string]rune) (rune, error) {
	if c, ok := names[strings.ToLower(text)]; ok {
		return c, nil
	}
	if c, n := utf8.DecodeRuneInString(text); n == len(text) && c != utf8.RuneError {
		return c, nil
	}
	return 0, errors.Errorf("-%s %q: want one character", flag, text)
}

// CheckSet refuses flags of files for the sets that come with the program, and flags of toy sets for other data. more are
// further flags of files.
func CheckSet(name string, given map[string]bool, more ...string) error {
	if given["points"] && !IsToy(name) {
		return errors.Errorf("-points has no effect on %s; it is for toy sets", name)
	}
	if IsFile(name) {
		return nil
	}
	for _, flag := range append(OfCSV(), more...) {
		if given[flag] {
			return errors.Errorf("-%s has no effect on %s; it is for files", flag, name)
		}
	}
	return nil
}

// CheckFormat refuses flags of CSV for a file of another format, which its notes name.
func CheckFormat(notes []string, given map[string]bool) error {
	format := otherThanCSV(notes)
	for _, name := range OfCSV() {
		if format != "" && given[name] {
			return errors.Errorf("-%s has no effect on %s; it is for CSV", name, format)
		}
	}
	return nil
}

// otherThanCSV is the format that notes name; "" for CSV.
func otherThanCSV(notes []string) string {
	for _, note := range notes {
		if format, ok := strings.CutPrefix(note, "format: "); ok && !strings.HasPrefix(format, "CSV") {
			return strings.Split(format, ",")[0]
		}
	}
	return ""
}

// longestCode is the number of bytes up to which a text may stand for a missing value.
const longestCode = 20

// Advised adds to the error of a text among the numbers or dates of CSV how to say that it stands for a missing
// value, as numbers, true and false, long texts and dates do not, unless these are too far away.
func Advised(err error, notes []string) error {
	var field *table.FieldError
	if !errors.As(err, &field) || field.Text == "" || len(field.Text) > longestCode || otherThanCSV(notes) != "" {
		return err
	}
	if !utf8.ValidString(field.Text) || strings.ContainsRune(field.Text, 0) { // no flag can have it
		return err
	}
	isDate, tooFar := table.DateLayout([]string{field.Text}) != "", strings.HasPrefix(field.Want, "a date from")
	_, noTruth := strconv.ParseBool(field.Text)
	if isDate && !tooFar || noTruth == nil || strings.Contains(field.Want, "title") || table.NewNumbers("").AppendParsed(field.Text) {
		return err
	}
	return errors.WithStack(&advised{err, strings.ReplaceAll(strings.TrimSpace(field.Text), ",", `\,`)})
}

type advised struct {
	error
	code string
}

func (a *advised) Error() string {
	return fmt.Sprintf("%v; if it stands for a missing value, give -na '%s'", a.error, a.code)
}

func (a *advised) Unwrap() error { return a.error }
