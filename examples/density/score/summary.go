// What is printed after a run.

package score

import (
	"fmt"
	"io"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
)

// Say prints what a run found.
func (r *Run) Say(w io.Writer, result *Result) {
	t := &result.Tally
	if result.Known > 0 {
		fmt.Fprintf(w, "%d rows had been scored before\n", result.Known)
	}
	if t.Rows == 0 {
		fmt.Fprintf(w, "no rows: no row group or block of rows is one of shard %v's\n", r.Shard)
		return
	}
	fmt.Fprintf(w, "%d rows, mean log-density %s %s\n", t.Rows, card.NewScore(t.All.Score()), r.Card.Fit.Unit)
	if t.Never+t.Unknown > 0 {
		fmt.Fprintf(w, "not in the mean: %d rows of density 0, %d of which nothing can be said; the column flag says why\n", t.Never, t.Unknown)
	}
	fit := &r.Card.Fit
	if t.Print == fit.Fingerprint && len(r.Files) == 1 && t.Held.N > 0 {
		fmt.Fprintf(w, "these are the rows of the fit: held-out mean log-density %s, of rows trained on %s\n", card.NewScore(t.Held.Score()), card.NewScore(t.Trained.Score()))
	}
	if said := r.Card.Weighted(); said != "" {
		fmt.Fprintln(w, said)
	}
	r.warn(w, t)
}

// warn warns of rows that are not like the training rows.
func (r *Run) warn(w io.Writer, t *Tally) {
	switch training := r.Card.Fit.Training; {
	case training == nil || t.Rows == 0:
	case r.Card.Unlike(t.Low, t.Rows) != "":
		fmt.Fprintln(w, r.Card.Unlike(t.Low, t.Rows))
	case t.Below == 1:
		fmt.Fprintln(w, "1 row has a log-density below that of all training rows")
	case t.Below > 0:
		fmt.Fprintf(w, "%d rows have a log-density below that of all training rows\n", t.Below)
	}
}
