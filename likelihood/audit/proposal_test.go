// The points of the integral, which all processors draw.

package audit_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/audit"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
)

// TestProposalSamples: points that are drawn together, with their densities, are those that are drawn one after another, for
// covariances with correlations and, of few centres, without. Numbers of centres are no multiples of four.
func TestProposalSamples(t *testing.T) {
	for _, dim := range []int{1, 3, 40} {
		q := audit.NewProposal(flowtest.Points(70, dim, 4)[:67])
		x, logq, err := q.Sample(context.Background(), 300, 9)
		if err != nil {
			t.Fatal(err)
		}
		draws, alone := stream.New(9, stream.Audit), make([]float64, dim)
		for i := range x {
			q.Draw(alone, draws, uint64(i)+1)
			if !slices.Equal(alone, x[i]) || q.LogDensity(alone) != logq[i] {
				t.Fatalf("%d columns, point %d is %v with %v, alone %v with %v", dim, i, x[i], logq[i], alone, q.LogDensity(alone))
			}
		}
	}
}

// TestProposalEndsWithContext: no points are drawn once the context has ended.
func TestProposalEndsWithContext(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	x, _, err := audit.NewProposal(flowtest.Points(70, 2, 4)).Sample(ctx, 300, 9)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	for i, row := range x {
		if row[0] != 0 {
			t.Fatalf("point %d was drawn", i)
		}
	}
}
