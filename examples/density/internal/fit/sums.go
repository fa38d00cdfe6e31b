// Columns that are sums of others, which are said before a training begins.

package fit

import (
	"fmt"
	"io"

	"github.com/gorgoflow/gorgoflow/internal/sums"
)

// saySums prints which entries of the vectors are sums of others in all rows to train on: log p has no bound there. Rounded
// columns are none, since their values are spread over their cells.
func (r *rows) saySums(w io.Writer) {
	names, _ := r.card.Schema.Names()
	for _, s := range sums.Find(r.fit.x) {
		fmt.Fprintf(w, "%s in all rows, so that their density has no bound and log p says only how near to it a training comes: leave one of them out (-exclude)\n",
			s.Text(func(column int) string { return names[column] }))
	}
}
