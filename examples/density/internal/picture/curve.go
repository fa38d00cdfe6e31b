// The picture of a training run.

// Package picture draws what a fit has found, by examples/internal/figure.
package picture

import (
	"fmt"
	"io"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
	"github.com/gorgoflow/gorgoflow/train"
)

// Curve is the picture of mean log-densities over iterations, and of the held-out score that is printed.
type Curve struct {
	Name, Unit string
	History    []train.Record
	HeldOut    *card.Score
	Shift      float64 // how much larger the log p of rows is on average than that of the vectors in the history
}

// Write draws the picture as PNG.
func (c *Curve) Write(w io.Writer) error { return c.figure().Write(w) }

func (c *Curve) figure() *figure.Curve {
	f := &figure.Curve{Title: "Training on " + c.Name, Unit: c.Unit}
	for _, r := range c.History {
		at := float64(r.Iteration)
		f.Training = append(f.Training, struct{ X, Y float64 }{at, c.Shift - r.Loss})
		f.Validation = append(f.Validation, struct{ X, Y float64 }{at, c.Shift + r.Score.Mean})
	}
	if c.HeldOut != nil && len(c.History) > 0 {
		f.HeldOut, f.HeldOutName = &c.HeldOut.Mean, fmt.Sprintf("held out: %s", c.HeldOut)
	}
	return f
}
