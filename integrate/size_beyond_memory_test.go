// Sizes beyond memory are refused.

package integrate_test

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// TestSizesBeyondMemoryAreRefused: sizes beyond memory are errors, since an allocation that fails would end the process.
func TestSizesBeyondMemoryAreRefused(t *testing.T) {
	const huge = int(^uint(0) >> 1)
	for name, settings := range map[string]integrate.Settings{
		"lanes":      {Lanes: huge},
		"block rows": {BlockRows: huge},
	} {
		if _, err := integrate.NewSolver[float64](odetest.Turning(false), &settings); !errors.Is(err, integrate.ErrSettings) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := mustSolver[float64](t, odetest.Turning(false), nil)
	for _, rows := range []int{huge, huge/2 + 1} {
		if _, err := s.Solve(t.Context(), &ode.Problem[float64]{T1: 1, Rows: rows}); !errors.Is(err, ode.ErrShape) {
			t.Errorf("%d rows: %v", rows, err)
		}
	}
	wide := &ode.System{Blocks: []ode.Block{{Name: "y", Width: math.MaxInt32}}}
	if err := check.Problem(&ode.Problem[float64]{T1: 1, Rows: min(math.MaxInt32, huge>>7)}, wide); !errors.Is(err, ode.ErrShape) {
		t.Errorf("rows of %d columns: %v", wide.Blocks[0].Width, err)
	}
	params := graph.NewParams(graph.DtypeOf[float64]())
	var shape *graph.ShapeError
	if _, err := params.Add("w", huge, huge); !errors.As(err, &shape) {
		t.Errorf("parameter: %v", err)
	}
}
