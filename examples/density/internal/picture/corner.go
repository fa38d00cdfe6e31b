// The picture of more columns than a density can be drawn over.

package picture

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// mostShown is how many columns a corner plot has.
const mostShown = 8

// corner is data against samples in every two of the columns.
func (d *Density) corner(columns []*schema.Column) Picture {
	shown := columns[:min(len(columns), mostShown)]
	p := &figure.Corner{Title: d.Name + " and samples", Data: d.data(shown), Samples: d.samples(shown)}
	for j, c := range shown {
		p.Axes = append(p.Axes, axis(c, p.Data.Columns[j]))
	}
	p.Notes = append([]string{"in the diagonal: log of the marginal densities, nats; off it: white where data and samples are alike"}, d.notes(p.Axes, &p.Samples, shown)...)
	if len(shown) < len(columns) {
		p.Notes = append(p.Notes, fmt.Sprintf("the first %d of %d columns", len(shown), len(columns)))
	}
	return p
}
