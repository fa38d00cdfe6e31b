// Scores of a batch of rows.

// Package score finds log p of the rows of tables of any size, unit by unit. Each unit becomes a part that is whole or
// does not exist, so that a run that was killed can resume and several machines can share the units.
package score

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// A Scorer scores rows by a model.
type Scorer struct {
	Model   likelihood.Model
	Card    *card.Card
	Seed    uint64
	Draws   int     // of what is random in vectors, such as the noise of rounded values; the mean of p is taken
	Certify bool    // error bounds too
	Within  float64 // that are no wider than this, nats; 0: as the model's solver has them

	encoders []*schema.Encoder
}

// Scores are those of a batch.
type Scores struct {
	LogProb []float64 // nats, in the data's own units; −∞ for rows of density 0, NaN for rows that could not be scored
	Bound   []float64 // of the error of LogProb, nats; nil unless certified
	Rank    []float64 // share of training rows that are less likely than the row
	Flag    []string  // what is unusual about a row; "" for nothing

	Evaluations int // of the right-hand side, over all rows
}

// Score scores a batch.
func (s *Scorer) Score(ctx context.Context, batch *table.Table) (*Scores, error) {
	if err := s.prepare(); err != nil {
		return nil, err
	}
	draws := make([]*Scores, s.Draws)
	for k := range draws {
		var err error
		if draws[k], err = s.draw(ctx, s.encoders[k], batch); err != nil {
			return nil, err
		}
	}
	out := draws[0]
	for _, d := range draws[1:] {
		out.Evaluations += d.Evaluations
	}
	if s.Draws > 1 {
		if err := out.average(draws); err != nil {
			return nil, err
		}
	}
	s.rank(out)
	return out, nil
}

func (s *Scorer) prepare() error {
	for len(s.encoders) < s.Draws {
		e, err := s.Card.Schema.Encoder(card.DrawSeed(s.Seed, len(s.encoders)))
		if err != nil {
			return err
		}
		s.encoders = append(s.encoders, e)
	}
	return nil
}

// draw scores a batch with one draw of the random part of vectors.
func (s *Scorer) draw(ctx context.Context, e *schema.Encoder, batch *table.Table) (*Scores, error) {
	rows, err := e.Encode(batch)
	if err != nil {
		return nil, err
	}
	out := &Scores{Flag: make([]string, rows.Total)}
	for _, o := range rows.Others {
		out.Flag[o.Row] = fmt.Sprintf("%s %q: %s", o.Column, o.Text, o.Why)
	}
	d := &likelihood.Density{}
	if len(rows.X) > 0 {
		if d, err = s.density(ctx, rows, out); err != nil {
			return nil, err
		}
	}
	out.Evaluations = d.Stats.Evaluations
	if out.LogProb, err = rows.LogDensity(d.LogProb); err != nil || !s.Certify {
		return out, err
	}
	out.Bound = make([]float64, rows.Total)
	for k, row := range rows.Rows {
		out.Bound[row] = d.Certificate.Bound(k)
	}
	for _, o := range rows.Others {
		if math.IsNaN(out.LogProb[o.Row]) {
			out.Bound[o.Row] = math.NaN()
		}
	}
	return out, nil
}

// density solves the vectors, and flags rows that cannot be solved.
func (s *Scorer) density(ctx context.Context, rows *schema.Encoded, out *Scores) (*likelihood.Density, error) {
	d, unsolved, err := s.Solve(ctx, rows)
	var failed *likelihood.RowsError
	var bad *likelihood.DataError
	switch {
	case errors.As(err, &failed):
		AddFailed(unsolved, failed)
		err = nil
	case errors.As(err, &bad) && bad.Row >= 0 && bad.Row < len(rows.Rows):
		return nil, errors.WithMessagef(err, "row %d of the batch", rows.Rows[bad.Row]+1)
	}
	for k, why := range unsolved {
		out.Flag[rows.Rows[k]] = why
	}
	return d, err
}

// average is the logarithm of the mean of p over draws. The largest of the draws' error bounds is a bound of its error
// too. A row that has no density in one of the draws has none, and the flag of that draw.
func (s *Scores) average(draws []*Scores) (err error) {
	logProb := make([][]float64, len(draws))
	for k, d := range draws {
		logProb[k] = d.LogProb
		for i, flag := range d.Flag {
			s.Flag[i] = cmp.Or(s.Flag[i], flag)
		}
		for i := range d.Bound {
			s.Bound[i] = math.Max(s.Bound[i], d.Bound[i])
		}
	}
	s.LogProb, err = schema.Average(logProb...)
	return err
}

// rank compares log-densities with those of the training rows.
func (s *Scorer) rank(out *Scores) {
	out.Rank = make([]float64, len(out.LogProb))
	training := s.Card.Fit.Training
	for i, v := range out.LogProb {
		switch {
		case training == nil:
			out.Rank[i] = math.NaN()
			continue
		case out.Flag[i] == "" && v < training.At(0):
			out.Flag[i] = "below all training rows"
		}
		out.Rank[i] = training.Rank(v)
	}
}
