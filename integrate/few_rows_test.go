// Few rows take a step of fewer lanes.

package integrate_test

import (
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// A few rows come to the bits that they come to in a large batch, with the same steps, in a step of fewer lanes.
func TestFewRowsKeepTheirBits(t *testing.T) {
	fewRowsKeepTheirBits[float32](t)
	fewRowsKeepTheirBits[float64](t)
}

func fewRowsKeepTheirBits[T graph.Float](t *testing.T) {
	s := mustSolver[T](t, odetest.Network[T](t, 7), nil)
	solve := func(rows int) *ode.Solution[T] {
		got, err := s.Solve(t.Context(), odetest.NetworkProblem[T](rows, 0, 2))
		if err != nil {
			t.Fatalf("%+v", err)
		}
		return got
	}
	all := solve(100)
	for _, rows := range []int{1, 2, 3, 5, 16, 17} {
		got := solve(rows)
		if !slices.Equal(got.Y[0], all.Y[0][:len(got.Y[0])]) || !slices.Equal(got.Quad[1], all.Quad[1][:rows]) || !slices.Equal(got.Quad[2], all.Quad[2][:rows]) ||
			!slices.Equal(got.RowStats, all.RowStats[:rows]) {
			t.Errorf("%d rows differ from those in a batch", rows)
		}
		if sized, err := s.Sized(t.Context(), odetest.NetworkProblem[T](rows, 0, 2)); err != nil || (sized != s) != (rows <= integrate.FewLanes) {
			t.Errorf("%d rows are solved in %d lanes, %v", rows, sized.Plan().Lanes, err)
		}
	}
}

// A solver of sixteen lanes, the fewest that anyone but its caller chooses, has a step of one for a row; one of fewer keeps them.
func TestLanesOfFewRows(t *testing.T) {
	for lanes, want := range map[int][3]int{2: {2, 2, 2}, 8: {8, 8, 8}, 16: {1, 1, 16}, 64: {1, 1, 16}} {
		s := mustSolver[float64](t, odetest.Network[float64](t, 7), &integrate.Settings{Lanes: lanes})
		if got := [3]int{s.LanesFor(1), s.LanesFor(2), s.LanesFor(3)}; got != want {
			t.Errorf("one, two and three rows of a solver of %d lanes have %v, want %v", lanes, got, want)
		}
	}
}
