// Networks that are refused before there is memory for them.

package dynamics_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
)

// TestNewMLPIfAsksBeforeItTakesMemory: NewMLPIf asks about every parameter in order, and about no parameter after a refused
// one.
func TestNewMLPIfAsksBeforeItTakesMemory(t *testing.T) {
	refused := errors.New("refused")
	for _, layer := range dynamics.Layers() {
		s := &dynamics.MLPSettings{Hidden: []int{3, 2}, Layer: layer, Activation: dynamics.Swish, Cond: 1, GateOutput: true}
		var asked []string
		m, err := dynamics.NewMLPIf(func(name string, rows, cols int) error {
			asked = append(asked, fmt.Sprint(name, rows, cols))
			return nil
		}, 2, s)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, p := range m.Params().List() {
			want = append(want, fmt.Sprint(p.Name, p.Rows, p.Cols))
		}
		if !slices.Equal(asked, want) {
			t.Errorf("%s: asked about %v, has %v", layer, asked, want)
		}
		for last := range want {
			s.Hidden = []int{3, 2, 1 << 20, 1 << 20} // large, and behind all parameters that are asked about
			asked = nil
			_, err := dynamics.NewMLPIf(func(name string, rows, cols int) error {
				if asked = append(asked, name); len(asked) > min(last, 4) {
					return refused
				}
				return nil
			}, 2, s)
			if !errors.Is(err, refused) || len(asked) != min(last, 4)+1 {
				t.Errorf("%s: error is %v after %v, want the refusal of number %d", layer, err, asked, min(last, 4))
			}
		}
	}
}
