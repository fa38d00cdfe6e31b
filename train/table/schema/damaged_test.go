// Schemas that only a damaged file or a user's program can make give typed errors.

package schema_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// twoClasses is the schema of a number that may be missing and a class of two levels.
func twoClasses(t *testing.T) *schema.Schema {
	t.Helper()
	x := table.NewNumbers("x", 1, 2, 3.5)
	x.AppendMissing()
	rows, err := table.New(x, table.NewTexts("y", "a", "b", "b", "a"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.New(rows, &schema.Settings{Missing: schema.Mask})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPatternsThatAreNotOfTheColumns(t *testing.T) {
	if c, err := twoClasses(t).Draw(20, 1); err != nil || len(c) != 20 {
		t.Fatalf("got %v, %v", c, err)
	}
	for what, damage := range map[string]func(p *schema.Pattern){
		"a level too many": func(p *schema.Pattern) { p.Levels = append(p.Levels, 0) },
		"no level":         func(p *schema.Pattern) { p.Levels = nil },
		"no such level":    func(p *schema.Pattern) { p.Levels[0] = 2 },
		"a negative level": func(p *schema.Pattern) { p.Levels[0] = -1 },
		"no mask":          func(p *schema.Pattern) { p.Masked = nil },
		"a negative count": func(p *schema.Pattern) { p.Count = -1 },
	} {
		s := twoClasses(t)
		damage(&s.Patterns[0])
		if _, err := s.Draw(20, 1); !errors.Is(err, schema.ErrSettings) {
			t.Errorf("%s: got %v, want ErrSettings", what, err)
		}
	}
}

func TestDrawWithoutPatterns(t *testing.T) {
	s := twoClasses(t)
	s.Patterns = nil
	if c, err := s.Draw(20, 1); err != nil || len(c) != 20 {
		t.Errorf("got %v, %v, want 20 conditions", c, err)
	}
	if _, err := s.Draw(-1, 1); !errors.Is(err, schema.ErrSettings) {
		t.Errorf("-1 conditions: got %v, want ErrSettings", err)
	}
}

func TestColumnsThatAreNotThere(t *testing.T) {
	for what, s := range map[string]*schema.Schema{"nil": nil, "a column that is nil": {Columns: []*schema.Column{nil}}} {
		if _, err := s.Encoder(1); !errors.Is(err, schema.ErrSettings) {
			t.Errorf("%s: got %v, want ErrSettings", what, err)
		}
		if _, err := s.Column("x"); !errors.Is(err, table.ErrNoColumn) {
			t.Errorf("%s: got %v, want ErrNoColumn", what, err)
		}
		if x, c := s.Dims(); x+c != 0 || s.String() == "" {
			t.Errorf("%s has %d entries and shows as %q, want none and a text", what, x+c, s.String())
		}
	}
}

func TestEncodedRowsBeyondTheBatch(t *testing.T) {
	for _, e := range []*schema.Encoded{nil, {Rows: []int{1}, LogJacobian: []float64{0}, Total: 1}, {Rows: []int{0}, Total: 1},
		{Rows: []int{0}, LogJacobian: []float64{0}, Total: 1, Others: []schema.Other{{Row: -1}}}} {
		if _, err := e.LogDensity([]float64{1}); !errors.Is(err, schema.ErrShape) {
			t.Errorf("%+v: got %v, want ErrShape", e, err)
		}
	}
}

// TestScalesThatAreNone: a scale that no Fit has found is refused. Conditions would be divided by 0, or have the wrong sign,
// log p of masked values would be NaN, and each value be written with a billion decimals.
func TestScalesThatAreNone(t *testing.T) {
	rows, err := table.New(table.NewNumbers("x", 1.5, 2, 3.5, math.NaN()), table.NewNumbers("c", 0.3, 0.7, 0.123, 0.2), table.NewNumbers("n", 1, 2, 4, 9))
	if err != nil {
		t.Fatal(err)
	}
	for what, damage := range map[string]func(x, c, n *schema.Column){
		"":                     func(_, _, n *schema.Column) { n.Spread = 0 }, // of a column that is not scaled
		"no spread":            func(_, c, _ *schema.Column) { c.Spread = 0 },
		"a negative spread":    func(_, c, _ *schema.Column) { c.Spread = -1 },
		"a spread below 0":     func(x, _, _ *schema.Column) { x.Spread = -0.5 },
		"an infinite spread":   func(x, _, _ *schema.Column) { x.Spread = math.Inf(1) },
		"a billion decimals":   func(_, _, n *schema.Column) { n.Cell.Decimals = 1 << 30 },
		"decimals of no value": func(_, _, n *schema.Column) { n.Cell.Decimals = 325 },
	} {
		s, err := schema.New(rows, &schema.Settings{Missing: schema.Mask})
		if err == nil {
			err = errors.Wrap(s.Set("c", "condition"), "Set")
		}
		if err == nil {
			err = s.Fit(rows)
		}
		if err != nil {
			t.Fatal(err)
		}
		damage(s.Columns[0], s.Columns[1], s.Columns[2])
		_, err = s.Encode(rows, 1)
		if what == "" && err != nil || what != "" && !errors.Is(err, schema.ErrSettings) {
			t.Errorf("%q: got %v", what, err)
		}
	}
}
