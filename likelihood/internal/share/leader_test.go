// Calls leave their pack while it is being solved.

package share

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/pkg/errors"
)

// newHeldSolver returns a solver whose first solve closes inside, and goes on when goOn is closed.
func newHeldSolver(t *testing.T) (s *Solver[float64], inside, goOn chan struct{}) {
	t.Helper()
	inside, goOn = make(chan struct{}), make(chan struct{})
	var first sync.Once
	return newSolverWith(t, &integrate.Settings{Lanes: 16, Workers: 1, NormFunc: func([]float64) float64 {
		first.Do(func() { close(inside); <-goOn })
		return 0.5
	}}), inside, goOn
}

// TestALeaderLeavesThePackThatItSolves: a call leaves when its context ends, though its pack is being solved, and the
// other calls of the pack get their results.
func TestALeaderLeavesThePackThatItSolves(t *testing.T) {
	s, inside, goOn := newHeldSolver(t)
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

// TestTheLastCallWaitsForItsPack: of calls that all leave a pack while it is being solved, the last one is back when the
// solve has ended, so that the parameters may be changed then.
func TestTheLastCallWaitsForItsPack(t *testing.T) {
	s, inside, goOn := newHeldSolver(t)
	release := s.hold()
	ctx, cancel := context.WithCancel(t.Context())
	calls, back := []*Call[float64]{newCall(0.3), newCall(0.4), newCall(0.5)}, make(chan error, 3)
	for i, c := range calls {
		go func() { back <- s.Solve(ctx, c) }()
		s.waitFor(i + 1)
	}
	release()
	<-inside
	cancel()
	for left := 0; left < len(calls); runtime.Gosched() {
		s.mutex.Lock()
		left = len(calls)
		for _, c := range calls {
			if !c.Lost {
				left--
			}
		}
		s.mutex.Unlock()
	}
	for range 10000 { // time to return
		runtime.Gosched()
	}
	if len(back) == len(calls) {
		t.Error("all calls are back while their pack is being solved")
	}
	close(goOn)
	for range calls {
		if err := <-back; !errors.Is(err, context.Canceled) {
			t.Errorf("a call's error is %v, want its context's", err)
		}
	}
}
