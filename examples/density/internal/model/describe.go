// All that a model's file contains.

package model

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
)

// A Description is a model's file for a person or a program to read.
type Description struct {
	Flows      int     `json:"flows"`
	Dim        int     `json:"dim"`
	Condition  int     `json:"condition"`
	Weights    int     `json:"weights"`
	Parameters []Param `json:"parameters"`
	Traits     []Trait `json:"traits"`

	Mean               []float64 `json:"mean,omitempty"` // of the vectors
	Deviation          []float64 `json:"deviation,omitempty"`
	ConditionMean      []float64 `json:"conditionMean,omitempty"`
	ConditionDeviation []float64 `json:"conditionDeviation,omitempty"`

	Hash string     `json:"hash"` // of the file
	Card *card.Card `json:"card,omitempty"`
}

// A Param is the shape of one parameter.
type Param struct {
	Name string `json:"name"`
	Rows int    `json:"rows"`
	Cols int    `json:"columns"`
}

// A Trait is a setting.
type Trait struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Describe describes a model.
func (s *Saved) Describe() (*Description, error) {
	d := &Description{Flows: len(s.Flows()), Dim: s.Dim(), Condition: s.CondDim(), Hash: s.Hash, Card: s.Card}
	d.Mean, d.Deviation = s.Standardization()
	d.ConditionMean, d.ConditionDeviation = s.ConditionStandardization()
	for _, p := range s.Params() {
		d.Parameters = append(d.Parameters, Param{p.Name, p.Rows, p.Cols})
		d.Weights += p.Len()
	}
	traits, err := s.Traits()
	for _, t := range traits {
		d.Traits = append(d.Traits, Trait{t.Name, t.Value})
	}
	return d, err
}

// shownTrait is the length up to which a trait's value is shown.
const shownTrait = 120

// Write writes the description as text.
func (d *Description) Write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(name, format string, values ...any) {
		fmt.Fprintf(t, "%s\t%s\n", name, fmt.Sprintf(format, values...))
	}
	line("model", "%d flow(s) of %d dimensions, given %d, with %d weights in %d parameters; file %s", d.Flows, d.Dim, d.Condition, d.Weights, len(d.Parameters), d.Hash)
	if d.Card == nil {
		line("columns", "not named in the file")
		return d.writeTraits(t)
	}
	f := &d.Card.Fit
	line("data", "%s: %d rows, fingerprint %v", f.Data, f.Fingerprint.Rows, f.Fingerprint)
	line("split", "seed %d, share %g held out; %d rows trained on", f.Split.Seed, f.Split.Share, f.Used)
	if f.HeldOut != nil {
		line("held out", "mean log-density %s %s", f.HeldOut, f.Unit)
	}
	if f.Training != nil {
		line("training rows", "log p from %.4g by %.4g (1 %%), %.4g (median) to %.4g, of %d rows", f.Training.At(0), f.Training.At(0.01), f.Training.At(0.5), f.Training.At(1), f.Training.Rows)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if _, err := fmt.Fprint(w, "\n", d.Card.Schema, "\n"); err != nil {
		return err
	}
	return d.writeTraits(t)
}

// writeTraits writes the traits that few will ask for.
func (d *Description) writeTraits(t *tabwriter.Writer) error {
	fmt.Fprintf(t, "mean\t%.6g\n", d.Mean)
	fmt.Fprintf(t, "deviation\t%.6g\n", d.Deviation)
	for _, trait := range d.Traits {
		text := strings.Join(strings.Fields(trait.Value), " ")
		if len(text) > shownTrait {
			text = text[:shownTrait] + "…"
		}
		fmt.Fprintf(t, "%s\t%s\n", trait.Name, text)
	}
	return t.Flush()
}
