// The columns of a table, and what flags say of them.

package fit

import (
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/dataset"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// readData reads the data. A column of numbers with a text among them is read as texts if flags take it for a category, or
// leave it out.
func (f *Flags) readData(o *table.Options) (*dataset.Dataset, error) {
	open := func() (*dataset.Dataset, error) { return dataset.Open(f.Data, f.Points, f.Seed, o) }
	if f.isOnce() {
		content, err := f.content()
		if err != nil {
			return nil, err
		}
		open = func() (*dataset.Dataset, error) { return dataset.Kept(f.Data, content, o) }
	}
	data, err := open()
	for f.leaveOut(err, o) {
		data, err = open()
	}
	if errors.Is(err, table.ErrColumnType) {
		err = errors.Errorf("%v, or -exclude it", err)
	}
	var bad *table.FieldError
	for errors.As(err, &bad) && f.takesTexts(bad.Column) && o.Types[bad.Column] != table.Text {
		if o.Types == nil {
			o.Types = map[string]table.Type{}
		}
		o.Types[bad.Column] = table.Text
		data, err = open()
	}
	if again := f.lateDates(err, o, open); again != nil {
		return again, nil
	}
	isText := bad != nil && (bad.Want == "a finite number" || strings.HasPrefix(bad.Text, `"`)) // of CSV, which alone says so, or of JSON lines
	isLong := bad != nil && strings.Contains(bad.Want, "53 bits") && strings.Trim(bad.Text, "-0123456789") == ""
	if errors.As(err, &bad) && (isText || isLong) && !f.takesTexts(bad.Column) {
		err = errors.Errorf("%v; if the column is one of texts, give -kind %s=category, or -exclude it", err, dataset.Assigned(bad.Column))
	}
	return data, err
}

// lateDates reads a column as dates whose first rows, which told its type, have no values; nil if that is not what is wrong.
func (f *Flags) lateDates(err error, o *table.Options, open func() (*dataset.Dataset, error)) *dataset.Dataset {
	var bad *table.FieldError
	for errors.As(err, &bad) && strings.HasPrefix(bad.Want, "a finite number") {
		layout := table.DateLayout([]string{strings.Trim(bad.Text, `"`)}) // in quotes in JSON lines
		if _, told := o.Layouts[bad.Column]; layout == "" || told {
			return nil
		}
		if o.Layouts == nil {
			o.Layouts = map[string]string{}
		}
		o.Layouts[bad.Column] = layout
		data, again := open()
		if again == nil {
			return data
		}
		err = again
	}
	return nil
}

// isOnce says that the data can be read only once: standard input, or a pipe with a name.
func (f *Flags) isOnce() bool {
	info, err := os.Stat(f.Data)
	return f.Data == "-" || err == nil && info.Mode()&os.ModeNamedPipe != 0
}

// content is all that standard input or a pipe has.
func (f *Flags) content() ([]byte, error) {
	if f.Data == "-" {
		content, err := io.ReadAll(os.Stdin)
		return content, errors.Wrap(err, "standard input")
	}
	content, err := os.ReadFile(f.Data)
	return content, errors.WithStack(err)
}

// takesTexts says that the values of a column may be any texts.
func (f *Flags) takesTexts(column string) bool {
	kind := strings.Fields(words(f.Kind[column]))
	return slices.Contains(kind, string(schema.Category)) || slices.Contains(kind, "leftout") || slices.Contains(f.Exclude, column)
}

// readNumbers reads columns of texts as numbers where flags say so and all texts are: a file does not tell numbers with
// leading zeros from codes.
func (f *Flags) readNumbers(t *table.Table) {
	for _, texts := range t.Columns {
		if texts.Type != table.Text || !slices.Contains(strings.Fields(words(f.Kind[texts.Name])), string(schema.Number)) {
			continue
		}
		numbers := &table.Column{Field: table.Field{Name: texts.Name}}
		for i := 0; i < texts.Len() && numbers.AppendConverted(texts, i); i++ {
		}
		if numbers.Len() == texts.Len() {
			*texts = *numbers
		}
	}
}

// schema is that of a table, changed by flags.
func (f *Flags) schema(t *table.Table) (*schema.Schema, error) {
	s, err := schema.New(t, &schema.Settings{MaxLevels: f.MaxLevels, Missing: schema.Rule(f.Missing), Weights: f.Weights})
	if err != nil {
		return nil, err
	}
	for _, name := range f.Condition {
		if err := s.Set(name, "condition"); err != nil {
			return nil, errors.WithMessagef(err, "-condition %s", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Kind)) {
		text, err := f.kind(name)
		if err == nil {
			err = s.Set(name, text)
		}
		if err != nil {
			return nil, f.advised(err, s, name)
		}
	}
	if len(f.Condition)+len(f.Kind) > 0 {
		if err := s.Fit(t); err != nil { // which finds the levels that all rows have
			return nil, err
		}
	}
	if x, _ := s.Dims(); x == 0 {
		return nil, noneLeft(s)
	}
	if _, given := s.Dims(); given == 0 {
		return s, nil // nothing is learned that a score depends on
	}
	_, rest := f.split(t).Deal()
	return s, s.Fit(chosen(t, rest))
}

// noneLeft is the error for a schema without variables. Where there are classes, one of them can be a variable.
func noneLeft(s *schema.Schema) error {
	want := ""
	isClass := func(c *schema.Column) bool { return c.Kind == schema.Category && c.Role == schema.Class }
	if k := slices.IndexFunc(s.Columns, isClass); k >= 0 {
		want = "; for the probabilities of classes make one a variable, -kind " + dataset.Assigned(s.Columns[k].Name) + "=category,variable"
	}
	return errors.New("no column is left to fit a density to: all are conditions, classes, constant or left out" + want)
}

// advised adds the flag to an error of a column's kind, and what would be right: the schema knows its own words alone.
func (f *Flags) advised(err error, s *schema.Schema, name string) error {
	for _, word := range strings.Fields(words(f.Kind[name])) {
		other, _, is := strings.Cut(word, "=")
		if _, unknown := s.Column(other); is && unknown == nil {
			return errors.Errorf("-kind %s=%s: %s is another column; want a flag of its own, -kind %s", dataset.Assigned(name), f.Kind[name], other, word)
		}
	}
	return errors.WithMessagef(err, "-kind %s=%s%s", dataset.Assigned(name), f.Kind[name], synonyms(err))
}

// kind is what a column is taken for, in the schema's words. A condition stays one: a kind has a role of its own.
func (f *Flags) kind(name string) (string, error) {
	text := words(f.Kind[name])
	if !slices.Contains(f.Condition, name) {
		return text, nil
	}
	for _, word := range strings.Fields(text) {
		if slices.Contains([]string{string(schema.Variable), string(schema.Class), "leftout"}, word) {
			return "", errors.Errorf("%q of a column that stands in -condition too", word)
		}
	}
	return text + " " + string(schema.Condition), nil
}

// chosen returns some rows of a table. What a schema learns is of the rows to train on alone: how often the classes of
// held-out rows come is part of their score.
func chosen(t *table.Table, rows []uint32) *table.Table {
	return dataset.Pick(t, func(yield func(int) bool) {
		for _, i := range rows {
			if !yield(int(i)) {
				return
			}
		}
	})
}

// ownWords are the schema's own words for the words that say what a column holds.
var ownWords = map[string]string{"positive": "log", "bounded": "logit"}

// synonyms are the words that an error of the schema, which lists its own, leaves out; "" for an error without a list.
func synonyms(err error) string {
	if !errors.Is(err, schema.ErrSettings) {
		return ""
	}
	return ", where positive is another word for log, and bounded for logit"
}

// words puts the schema's own words in place of the words that say what a column holds.
func words(text string) string {
	fields := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' })
	for i, word := range fields {
		head, rest, more := strings.Cut(word, ":")
		if own, ok := ownWords[head]; ok {
			fields[i] = own
			if more {
				fields[i] += ":" + rest
			}
		}
	}
	return strings.Join(fields, " ")
}
