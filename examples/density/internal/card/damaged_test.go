// Cards of damaged files.

package card_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/sketch"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/split"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// TestDamagedCards: a card that no fit has written is refused when a model is opened; commands would take quantiles
// that are not there, or deal more rows than memory holds.
func TestDamagedCards(t *testing.T) {
	field, err := dynamics.NewMLP(1, &dynamics.MLPSettings{Hidden: []int{2}})
	if err != nil {
		t.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := table.New(table.NewNumbers("x", 0.31, 1.7, 2.9, 3.3))
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.New(rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	sound := card.Fit{Split: split.Split{Share: 0.1, Rows: 4}, Training: sketch.New([]float64{-2, -1}, nil)}
	for name, damage := range map[string]func(f *card.Fit){
		"":                    func(*card.Fit) {},
		"no quantiles":        func(f *card.Fit) { f.Training = &sketch.Sketch{} },
		"falling quantiles":   func(f *card.Fit) { f.Training = &sketch.Sketch{Quantiles: []float64{1, 0}} },
		"rows below none":     func(f *card.Fit) { f.Split.Rows = -1 },
		"rows without number": func(f *card.Fit) { f.Split.Rows = min(1<<40, math.MaxInt) },
		"a share above all":   func(f *card.Fit) { f.Split.Share = 2 },
	} {
		c := &card.Card{Schema: s, Fit: sound}
		damage(&c.Fit)
		if err := c.Put(flow); err != nil {
			t.Fatal(err)
		}
		if _, err := card.Of(flow); (err == nil) != (name == "") {
			t.Errorf("%q: %v", name, err)
		}
	}
}
