// Classes of many levels.

package conditional_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/conditional"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// TestManyLevels: the memory for the vectors of a level is about that of its conditions, and not that of a description of all
// levels for each of its draws.
func TestManyLevels(t *testing.T) {
	const levels, draws = 300, 16
	text := "x,kind\n"
	for i := range 2 * levels {
		text += fmt.Sprintf("%g,k%d\n", float64(i*i%97)/16, i%levels)
	}
	rows := readRows(t, text)
	s, err := schema.New(rows, &schema.Settings{MaxLevels: levels})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Fit(rows); err != nil {
		t.Fatal(err)
	}
	m := &fake{flow(t, s), func(x, c []float64) float64 { return -x[0] * x[0] }}
	q := &conditional.Question{Model: m, Schema: s, Of: []string{"kind"}, Given: map[string]string{"x": "0.5"}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	answer := ask(t, q)
	runtime.ReadMemStats(&after)
	if n := answer.Rows.Rows(); n != levels {
		t.Fatalf("%d levels, want %d", n, levels)
	}
	if bytes := (after.TotalAlloc - before.TotalAlloc) / levels; bytes > 3*draws*levels*8 {
		t.Errorf("%d bytes a level, of %d conditions of %d bytes each", bytes, draws, levels*8)
	}
}
