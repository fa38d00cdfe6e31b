// Draws of an audit of data that were drawn.

package audit_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/audit"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
)

// recording is a normal density that keeps its draws.
type recording struct {
	base.Standard
	drawn map[string]bool
}

func (r *recording) RandStream(dst []float64, rng *rand.Rand) []float64 {
	r.Standard.RandStream(dst, rng)
	r.drawn[fmt.Sprint(dst)] = true
	return dst
}

// TestAuditDrawsNoData: data that the flow has drawn by a seed near that of the audit are not among the draws of the base that
// they are compared with.
func TestAuditDrawsNoData(t *testing.T) {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{4}, ZeroOutput: true})
	if err != nil {
		t.Fatal(err)
	}
	b := &recording{drawn: map[string]bool{}}
	flow, err := likelihood.New(field, &likelihood.Settings{Base: b})
	if err != nil {
		t.Fatal(err)
	}
	for seed := uint64(1); seed < 5; seed++ {
		x, err := base.Draw(t.Context(), base.Standard{}, 20, 2, seed)
		if err != nil {
			t.Fatal(err)
		}
		clear(b.drawn)
		if _, err = audit.Run(t.Context(), flow, x, &audit.Settings{Points: 9, Samples: 64}); err != nil {
			t.Fatal(err)
		}
		for i, row := range x {
			if b.drawn[fmt.Sprint(row)] {
				t.Errorf("row %d of the data of seed %d is a draw of the audit too", i, seed)
				break
			}
		}
	}
}
