// Pieces of files, scored one at a time and in any order, for a program that has a scheduler.

package score

import (
	"context"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/output"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// A Piece is rows of a file that can be scored without the others.
type Piece struct {
	File  string // its name, for what is written and said
	Path  string // where it is read
	Group int    // the row group, from 1; 0: all rows of a file without groups
}

// Groups are the numbers of a file's row groups that have rows, from 1; 0 alone stands for all rows of a file without
// groups.
func Groups(path string) ([]int, error) {
	if isParquet(path) {
		return groupsWithRows(path)
	}
	return []int{0}, nil
}

// A Bad is a row without a finite log-density.
type Bad struct {
	File string
	Row  int64 // of the file, from 1
	Why  string
}

// ScorePiece writes the scores of a piece to a file that is whole or does not exist. It reports rows without a finite
// log-density, and rows with values that their columns cannot hold, to bad and does not write them. A piece without
// rows has a nil tally and no file. A Run scores one piece at a time.
func (r *Run) ScorePiece(ctx context.Context, p Piece, out string, bad func(Bad)) (t *Tally, err error) {
	t = &Tally{}
	err = output.Write(out, nil, r.layout.fields, func(w table.Writer) error {
		if err := r.scorePiece(ctx, p, w, t, bad); err != nil {
			return err
		}
		if t.Rows == 0 {
			return errNoRows
		}
		return w.Close()
	})
	if errors.Is(err, errNoRows) {
		return nil, nil
	}
	return t, err
}

func (r *Run) scorePiece(ctx context.Context, p Piece, w table.Writer, t *Tally, bad func(Bad)) error {
	unread := lost{}
	o := *r.Options
	o.Group, o.Bad = p.Group, unread.add
	err := readAll(p.Path, &o, func(batch *table.Table) error {
		batch.Origin.File = p.File
		defer clear(unread)
		if err := unread.addMissing(batch, r.Card.Schema); err != nil {
			return err
		}
		scores, err := newScores(batch.Rows()), error(nil)
		if unread.standIn(batch) {
			scores, err = r.scoreBatch(ctx, p.File, batch)
		}
		if err != nil {
			return err
		}
		unread.mark(batch, scores)
		return r.write(w, t, batch, scores, r.sound(batch, scores, bad))
	})
	return errors.WithMessage(err, p.File)
}

func newScores(n int) *Scores {
	return &Scores{LogProb: make([]float64, n), Bound: make([]float64, n), Rank: make([]float64, n), Flag: make([]string, n)}
}

// sound returns the rows with a finite log-density, and reports the other rows to bad.
func (r *Run) sound(batch *table.Table, s *Scores, bad func(Bad)) (rows []int) {
	for i, v := range s.LogProb {
		if !finite.Is(v) {
			bad(Bad{batch.Origin.File, batch.Place(i).Row, s.Flag[i]})
			continue
		}
		rows = append(rows, i)
	}
	return rows
}

// WriteBad writes rows and the reasons why they are bad to a file that is whole or does not exist.
func WriteBad(path string, rows []Bad) error {
	file, row, why := table.NewTexts("file"), &table.Column{Field: table.Field{Name: "row", Type: table.Integer}}, table.NewTexts("why")
	for _, b := range rows {
		file.AppendText(b.File)
		row.AppendInteger(b.Row)
		why.AppendText(b.Why)
	}
	all, err := table.New(file, row, why)
	if err != nil {
		return err
	}
	return output.Write(path, nil, all.Fields(), func(w table.Writer) error {
		if err := w.Write(all); err != nil {
			return err
		}
		return w.Close()
	})
}
