// A table as the vectors of both sides of a split.

package fit

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/dataset"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/fingerprint"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/picture"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/split"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/stat"
)

// A side is the vectors of some rows.
type side struct {
	x, condition [][]float64
	logJacobian  []float64
	weights      []float64 // nil: all count alike
}

// first is the side's first rows.
func (s *side) first(n int) *side {
	n = min(n, len(s.x))
	f := &side{x: s.x[:n], logJacobian: s.logJacobian[:n]}
	if s.condition != nil {
		f.condition = s.condition[:n]
	}
	if s.weights != nil {
		f.weights = s.weights[:n]
	}
	return f
}

// shift is how much larger the log p of rows is on average than that of their vectors.
func (s *side) shift() float64 { return stat.Mean(s.logJacobian, s.weights) }

// rows are the data, encoded and dealt.
type rows struct {
	data       *dataset.Dataset
	card       *card.Card
	all        *schema.Encoded
	fit, held  *side
	dim, given int
	weights    []float64 // of all rows of the table, 0 for those left out; nil: all count alike
}

// open reads, describes and splits the data, and prints what it found.
func (f *Flags) open(given map[string]bool, w io.Writer) (*rows, error) {
	if err := f.checkWeights(); err != nil {
		return nil, err
	}
	options, err := f.Options(f.read())
	if err != nil {
		return nil, err
	}
	data, err := dataset.Open(f.Data, f.Points, f.Seed, options)
	if err != nil {
		return nil, err
	}
	for _, note := range data.Notes {
		fmt.Fprintln(w, note)
	}
	if err := dataset.CheckFormat(data.Notes, given); err != nil {
		return nil, err
	}
	if err := f.exclude(data.Rows); err != nil {
		return nil, err
	}
	if err := f.split(data.Rows).Check(); err != nil {
		return nil, err
	}
	if err := f.findWeights(data.Rows); err != nil {
		return nil, err
	}
	f.readNumbers(data.Rows)
	s, err := f.schema(data.Rows)
	if err != nil {
		return nil, err
	}
	r, err := f.deal(data, s, given, w)
	var missing *schema.MissingError
	if errors.As(err, &missing) {
		return nil, errors.Errorf("%v, column %q has no value; give -missing drop to leave such rows out or -missing mask to model them, or -kind %s=missing=mask for that column alone",
			missing.Place, missing.Column, missing.Column)
	}
	return r, err
}

func (f *Flags) split(t *table.Table) split.Split {
	return split.Split{Seed: f.Seed, Share: f.HoldOut, Rows: t.Rows()}
}

// exclude takes columns out of a table.
func (f *Flags) exclude(t *table.Table) error {
	for _, name := range f.Exclude {
		column, err := t.Column(name)
		if err != nil {
			return errors.WithMessage(err, "-exclude")
		}
		t.Columns = slices.DeleteFunc(t.Columns, func(c *table.Column) bool { return c == column })
	}
	if len(t.Columns) == 0 {
		return errors.New("-exclude leaves no column to fit")
	}
	return nil
}

// readNumbers reads columns of texts as numbers where flags say so and all texts are: a file does not tell numbers with leading zeros from codes.
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
	for _, name := range sortedKeys(f.Kind) {
		if err := s.Set(name, words(f.Kind[name])); err != nil {
			return nil, errors.WithMessagef(err, "-kind %s=%s%s", name, f.Kind[name], synonyms(err))
		}
	}
	if x, _ := s.Dims(); x == 0 {
		return nil, errors.New("no column is left to fit a density to: all are conditions, classes, constant or left out")
	}
	if len(f.Condition)+len(f.Kind) > 0 {
		if err := s.Fit(t); err != nil { // which finds the levels that all rows have
			return nil, err
		}
	}
	if _, given := s.Dims(); given == 0 {
		return s, nil // nothing is learned that a score depends on
	}
	_, rest := f.split(t).Deal()
	return s, s.Fit(chosen(t, rest))
}

// chosen returns some rows of a table. What a schema learns is of the rows to train on alone: how often the classes of held-out rows come
// is part of their score.
func chosen(t *table.Table, rows []uint32) *table.Table {
	out := &table.Table{}
	out.Reset(t.Fields())
	for _, i := range rows {
		for j, c := range t.Columns {
			out.Columns[j].AppendConverted(c, int(i))
		}
	}
	return out
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

func sortedKeys(m map[string]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// deal makes vectors of the rows, and separates the two sides.
func (f *Flags) deal(data *dataset.Dataset, s *schema.Schema, given map[string]bool, w io.Writer) (*rows, error) {
	all, err := s.Encode(data.Rows, f.Seed)
	if err != nil {
		return nil, err
	}
	r := &rows{data: data, all: all, card: &card.Card{Schema: s}}
	r.dim, r.given = s.Dims()
	if given["resolution"] && !picture.IsPlane(s) {
		return nil, errors.Errorf("-resolution has no effect: a density is drawn of two columns without conditions, and these are %d variables given %d conditions", r.dim, r.given)
	}
	if all.Weights != nil {
		r.weights = make([]float64, all.Total)
		for k, row := range all.Rows {
			r.weights[row] = all.Weights[k]
		}
	}
	sides, usable := f.split(data.Rows), "can be used"
	if f.Weights != "" {
		usable = "can be used and have a weight above 0"
	}
	held, rest := sides.Deal()
	r.held, r.fit = take(all, held), take(all, rest)
	if len(r.held.x) == 0 || len(r.fit.x) == 0 {
		return nil, errors.Errorf("of the rows to train on %d %s, of those to score %d; want at least one of each, of %d rows", len(r.fit.x), usable, len(r.held.x), all.Total)
	}
	r.card.Fit = card.Fit{Data: data.Name, Unit: data.Unit, Seed: f.Seed, Split: sides, Used: len(r.fit.x)}
	r.card.Fit.Fingerprint, err = fingerprint.Of(data.Rows, r.card.Columns())
	r.say(w)
	return r, err
}

// say prints what kind of data each column is taken for.
func (r *rows) say(w io.Writer) {
	if dataset.IsFile(r.card.Fit.Data) && len(r.data.Notes) > 0 {
		fmt.Fprint(w, r.card.Schema)
	}
	fmt.Fprintf(w, "%s: %d rows of %d columns, %d of them held out\n", r.data.Name, r.all.Total, len(r.card.Schema.Columns), len(r.held.x))
	r.sayWeights(w)
	r.saySums(w)
	if n := len(r.all.Others); n > 0 {
		o := r.all.Others[0]
		fmt.Fprintf(w, "%d rows are left out; the first: %v, %s %q: %s\n", n, o.Place, o.Column, o.Text, o.Why)
	}
}

// take gathers vectors by the positions of their rows. It passes over rows without a vector or without weight.
func take(all *schema.Encoded, positions []uint32) *side {
	at := make([]int32, all.Total)
	for i := range at {
		at[i] = -1
	}
	for k, row := range all.Rows {
		at[row] = int32(k)
	}
	s := &side{}
	for _, row := range positions {
		k := at[row]
		if k < 0 || all.Weights != nil && all.Weights[k] == 0 {
			continue
		}
		if all.Weights != nil {
			s.weights = append(s.weights, all.Weights[k])
		}
		s.x, s.logJacobian = append(s.x, all.X[k]), append(s.logJacobian, all.LogJacobian[k])
		if all.Condition != nil {
			s.condition = append(s.condition, all.Condition[k])
		}
	}
	return s
}
