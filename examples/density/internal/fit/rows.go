// A table as the vectors of both sides of a split.

package fit

import (
	"fmt"
	"io"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/dataset"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/fingerprint"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/picture"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/split"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

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
	data, err := f.readData(options)
	if err != nil {
		return nil, err
	}
	for _, note := range data.Notes {
		fmt.Fprintln(w, note)
	}
	if err := dataset.CheckFormat(data.Notes, given); err != nil {
		return nil, err
	}
	if err := f.findWeights(data.Rows); err != nil { // by its number in the file, before columns are left out
		return nil, err
	}
	if err := f.exclude(data.Rows); err != nil {
		return nil, err
	}
	if err := f.split(data.Rows).Check(); err != nil {
		return nil, err
	}
	f.readNumbers(data.Rows)
	s, err := f.schema(data.Rows)
	if err != nil {
		return nil, dataset.Advised(err, data.Notes)
	}
	r, err := f.deal(data, s, given, w)
	var missing *schema.MissingError
	if errors.As(err, &missing) {
		return nil, errors.Errorf("%v, column %q has no value; give -missing drop to leave such rows out or -missing mask to model them, or -kind %s=missing=mask for that column alone",
			missing.Place, missing.Column, dataset.Assigned(missing.Column))
	}
	return r, err
}

func (f *Flags) split(t *table.Table) split.Split {
	return split.Split{Seed: f.Seed, Share: f.HoldOut, Rows: t.Rows()}
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
	if r.card.Fit.Fingerprint, err = fingerprint.Of(data.Rows, r.card.Columns()); err != nil {
		return nil, err
	}
	return r, r.say(w)
}

// say prints what kind of data each column is taken for.
func (r *rows) say(w io.Writer) error {
	if dataset.IsFile(r.card.Fit.Data) && len(r.data.Notes) > 0 {
		fmt.Fprint(w, r.card.Schema)
	}
	fmt.Fprintf(w, "%s: %d rows of %d columns, %d of them held out\n", r.data.Name, r.all.Total, len(r.card.Schema.Columns), len(r.held.x))
	r.sayWeights(w)
	r.saySums(w)
	if err := r.sayCopies(w); err != nil {
		return err
	}
	if n := len(r.all.Others); n > 0 {
		o := r.all.Others[0]
		fmt.Fprintf(w, "%d rows are left out; the first: %v, %s %q: %s\n", n, o.Place, o.Column, o.Text, o.Why)
	}
	return nil
}
