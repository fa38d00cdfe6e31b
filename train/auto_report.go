// The report of Auto on its choice.

package train

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/gorgoflow/gorgoflow/internal/sums"
)

// String is a table of the candidates and of the choice.
func (c *Choice) String() string {
	if c == nil {
		return "no choice"
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "candidate\theld out, nats\tbelow the choice\tweight\ttime\n")
	for _, one := range c.Candidates {
		fmt.Fprintln(w, one.row())
	}
	w.Flush()
	fmt.Fprintf(&b, "chosen by %d rows held out, %d trained on at once: %s, %.3f ± %.3f nats\n", c.Held, c.Rows, c.Name, c.Score.Mean, c.Score.Error)
	if !c.Complete {
		b.WriteString("the time did not do for all: a larger budget may find another density\n")
	}
	for _, note := range c.Notes {
		fmt.Fprintln(&b, note)
	}
	return b.String()
}

func (c *Candidate) row() string {
	if c.Err != nil {
		return fmt.Sprintf("%s\t\t\t\t%v", c.Name, c.Err)
	}
	return fmt.Sprintf("%s\t%.3f ± %.3f\t%.3f ± %.3f\t%.2f\t%v", c.Name, c.Score.Mean, c.Score.Error, c.Gain, c.Error, c.Weight, c.Took.Round(10*time.Millisecond))
}

// sums notes which columns are sums of others, but copies, which the transforms know.
func (s *search) sums() (notes []string) {
	for _, one := range sums.Find(s.x) {
		if len(one.Of) > 1 {
			notes = append(notes, one.Text(func(column int) string { return fmt.Sprintf("column %d", column) })+
				": it adds nothing to them but how finely values are told apart, which log p then depends on; leave one of them out")
		}
	}
	return notes
}

// diverged notes which flows have other weights than the last ones of their training.
func (s *search) diverged() (notes []string) {
	for i, f := range s.folds {
		if f.diverged != nil {
			notes = append(notes, fmt.Sprintf("the flow of fold %d of %d is that of its best score before its training ended: %v", i+1, len(s.folds), f.diverged))
		}
	}
	return notes
}

// roughly notes how many columns have no distribution function of their own.
func (s *search) roughly() []string {
	n := s.rough()
	if n == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d of %d columns are mapped by mean and deviation alone, since the time did not do for their distribution functions: want a larger budget", n, len(s.x[0]))}
}
