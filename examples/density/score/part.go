// A part of the output: the scores of one unit, unless an earlier run has made them.

package score

import (
	"context"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/output"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// part makes one part, unless it exists. t is nil for a unit of another shard and for a unit without rows.
func (r *Run) part(ctx context.Context, u *unit) (t *Tally, known bool, err error) {
	number := r.units
	r.units++
	t, known, err = r.parts.tally(number)
	mine := r.Shard.Has(number)
	switch {
	case err != nil:
		return nil, false, err
	case u.free && !mine:
		return nil, false, nil
	case u.free && known:
		return t, true, nil
	case known || !mine:
		return r.pass(u, t, mine)
	}
	some := false
	err = output.Write(r.parts.path(number), nil, r.layout.fields, func(w table.Writer) (err error) {
		if t, some, err = r.score(ctx, u, w); err != nil {
			return err
		}
		if !some {
			return errNoRows
		}
		return w.Close()
	})
	if err == nil {
		err = r.parts.finish(number, t)
	}
	if errors.Is(err, errNoRows) {
		r.units--
		return nil, false, nil
	}
	return t, false, err
}

var errNoRows = errors.New("score: a unit without rows")

// pass reads a unit that has been scored or belongs to another shard, and checks that a scored unit has the rows that
// it had then.
func (r *Run) pass(u *unit, before *Tally, mine bool) (t *Tally, known bool, err error) {
	now := &Tally{}
	some, err := u.read(func(batch *table.Table) error {
		if before == nil {
			return nil
		}
		return now.Print.Add(batch, r.Card.Columns())
	})
	switch {
	case err != nil:
		return nil, false, err
	case !some:
		r.units--
		return nil, false, nil
	case before != nil && now.Print != before.Print:
		return nil, false, errors.Errorf("%s: rows have changed since they were scored; remove %s to begin anew", u.file, r.parts.folder)
	case !mine:
		return nil, false, nil
	}
	return before, true, nil
}
