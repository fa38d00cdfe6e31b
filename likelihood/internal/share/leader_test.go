// A leader leaves its pack while the pack is being solved.

package share

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/pkg/errors"
)

// TestALeaderLeavesThePackThatItSolves: a call leaves when its context ends, though its pack is being solved, and the
// other calls of the pack get their results.
func TestALeaderLeavesThePackThatItSolves(t *testing.T) {
	inside, goOn := make(chan struct{}), make(chan struct{})
	var first sync.Once
	s := newSolverWith(t, &integrate.Settings{Lanes: 16, Workers: 1, NormFunc: func([]float64) float64 {
		first.Do(func() { close(inside); <-goOn })
		return 0.5
	}})
	release := s.hold()
	ctx, cancel := context.WithCancel(t.Context())
	leader, member := make(chan error, 1), make(chan error, 1)
	go func() { leader <- s.Solve(ctx, newCall(0.3)) }()
	s.waitFor(1)
	go func() { member <- s.Solve(t.Context(), newCall(0.4)) }()
	s.waitFor(2)
	release()
	<-inside
	cancel()
	select {
	case err := <-leader:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the leader's error is %v, want its context's", err)
		}
	case <-time.After(5 * time.Second): // fails instead of hanging
		t.Error("a leader whose context has ended waits for its pack")
	}
	close(goOn)
	if err := <-member; err != nil {
		t.Errorf("a member of a pack whose leader has left: %v", err)
	}
	if s.running != 1 {
		t.Errorf("%d packs are left running, want the one that was held", s.running)
	}
}
