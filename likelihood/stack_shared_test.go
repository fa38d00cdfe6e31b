// A stack that several processes train: a row that one process cannot solve ends all.

package likelihood_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/internal/peers/inprocess"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	G "gorgonia.org/gorgonia"
)

// TestSharedStackThatFails: the process with the row that cannot be solved names the row, and the other processes name
// the process.
func TestSharedStackThatFails(t *testing.T) {
	blowUp, err := dynamics.NewField(2, nil, func(b *graph.Builder, _, z, _ *G.Node) *G.Node { return b.Square(z) })
	flowtest.Must(t, err)
	tame := flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{5}})
	s := &likelihood.StackSettings{Flow: likelihood.Settings{T0: 1, T1: 0, Trace: trace.Settings{Method: trace.Hutchinson}, Solver: &integrate.Settings{BlockRows: 1, Lanes: 1, Workers: 1}},
		Norm: &likelihood.NormSettings{Ends: true}}
	for _, fields := range [][]dynamics.Field{{tame, blowUp}, {blowUp, tame}} {
		x := [][]float64{{-1, -1}, {-1, -2}, {20, -1}, {-2, -1}}
		_, ranks := inprocess.New(3)
		var group sync.WaitGroup
		for r := range ranks {
			group.Go(func() {
				stack, err := likelihood.NewStack(fields, s)
				if err != nil {
					t.Error(err)
					return
				}
				_, err = stack.Gradient(peers.With(context.Background(), ranks[r]), x, nil)
				var of *peers.Error
				var failed *likelihood.RowsError
				switch {
				case errors.As(err, &failed) && r == 2 && slices.Equal(failed.Rows, []int{2}):
				case errors.As(err, &of) && r != 2 && of.Rank == 2:
				default:
					t.Errorf("rank %d: %v", r, err)
				}
			})
		}
		group.Wait()
	}
}
