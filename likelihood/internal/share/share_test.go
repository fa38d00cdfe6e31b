// Calls that share a solve: each gets the results of a solve of its own, and leaves when its context ends.

package share

import (
	"context"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// newSolver returns a solver of dz/dt = a z², which has a pole at t = 1/(a z), and of ∫ z dt. It solves at most two
// packs of 16 rows at once.
func newSolver(t *testing.T) *Solver[float64] {
	t.Helper()
	return newSolverWith(t, &integrate.Settings{Lanes: 16, Workers: 1})
}

func newSolverWith(t *testing.T, set *integrate.Settings) *Solver[float64] {
	t.Helper()
	system := &ode.System{
		Blocks: []ode.Block{{Name: "z", Width: 1}, {Name: "∫z", Width: 1, Quadrature: true}}, Args: []ode.Block{{Name: "a", Width: 1}},
		Build: func(b *graph.Builder, _ *G.Node, y, args []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.Mul(args[0], b.Mul(y[0], y[0])), y[0]}, b.Err()
		},
	}
	s, err := integrate.NewSolver[float64](system, set)
	if err != nil {
		t.Fatal(err)
	}
	shared := New(s, system.Blocks, set)
	shared.most = 2
	return shared
}

func newCall(z ...float64) *Call[float64] {
	c := &Call[float64]{Problem: ode.Problem[float64]{T1: 1, Rows: len(z), Y: [][]float64{z, nil}, Args: [][]float64{make([]float64, len(z))}}}
	for i := range z {
		c.Problem.Args[0][i] = 1 - 0.1*float64(i)
	}
	return c
}

// alone solves a call with a solver that has no other call.
func alone(t *testing.T, z ...float64) (*Call[float64], error) {
	c := newCall(z...)
	return c, c.solve(t.Context(), newSolver(t).Solver)
}

func same(a, b *Call[float64]) bool {
	x, y := a.Solution, b.Solution
	return slices.Equal(x.Y[0], y.Y[0]) && slices.Equal(x.Quad[1], y.Quad[1]) && slices.Equal(x.Status, y.Status) &&
		slices.Equal(x.RowStats, y.RowStats) && x.Stats == y.Stats && slices.Equal(x.Ends, y.Ends)
}

// hold occupies both packs, so that calls wait until release frees one of them.
func (s *Solver[T]) hold() (release func()) {
	s.running = s.most
	return s.next
}

// waitFor waits until n calls wait.
func (s *Solver[T]) waitFor(n int) {
	for {
		s.mutex.Lock()
		waiting := len(s.waiting)
		s.mutex.Unlock()
		if waiting == n {
			return
		}
	}
}

// TestWaitingCallsShareASolve: calls that wait at the same time are solved in one pack. Each call gets its own rows,
// statistics and error, to the bit.
func TestWaitingCallsShareASolve(t *testing.T) {
	s := newSolver(t)
	release := s.hold()
	batches := [][]float64{{0.5}, {0.1, -3, 0.7}, {0.2, 1.5}, {-1}} // 1.5 has a pole before the end
	var group sync.WaitGroup
	for i, z := range batches {
		want, wantErr := alone(t, z...)
		c := newCall(z...)
		group.Go(func() {
			err := s.Solve(t.Context(), c)
			if !same(c, want) || (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() {
				t.Errorf("call %d: %v with %v, alone %v with %v", i, c.Solution, err, want.Solution, wantErr)
			}
			if rows := cap(c.together.problem.Y); i == 0 && rows == 0 {
				t.Error("the first call that waited has not solved the others")
			}
		})
		s.waitFor(i + 1)
	}
	release()
	group.Wait()
	if s.running != 1 || len(s.waiting) != 0 {
		t.Errorf("%d packs are left running and %d calls waiting, want the one that was held", s.running, len(s.waiting))
	}
}

// TestOnlyCallsOfOneIntervalShareASolve: calls that solve from T1 to T0 wait beside those from T0 to T1, and each gets
// the solution of its own interval.
func TestOnlyCallsOfOneIntervalShareASolve(t *testing.T) {
	s := newSolver(t)
	release := s.hold()
	var group sync.WaitGroup
	for i := range 6 {
		turned := func() *Call[float64] {
			c := newCall(0.3, -0.1*float64(i))
			if i%3 == 1 {
				c.Problem.T0, c.Problem.T1 = 1, 0
			}
			return c
		}
		want, c := turned(), turned()
		if err := want.solve(t.Context(), newSolver(t).Solver); err != nil {
			t.Fatal(err)
		}
		group.Go(func() {
			if err := s.Solve(t.Context(), c); err != nil || !same(c, want) {
				t.Errorf("call %d: %v with %v, alone %v", i, c.Solution, err, want.Solution)
			}
		})
		s.waitFor(i + 1)
	}
	release()
	group.Wait()
	if s.running != 1 || len(s.waiting) != 0 {
		t.Errorf("%d packs are left running and %d calls waiting, want the one that was held", s.running, len(s.waiting))
	}
}

// TestCallsLeave: a call leaves when its context ends, whether it waits or leads a pack, and the other calls go on.
func TestCallsLeave(t *testing.T) {
	s := newSolver(t)
	release := s.hold()
	var group sync.WaitGroup
	calls := make([]*Call[float64], 4)
	cancels := make([]context.CancelFunc, 4)
	for i := range calls {
		calls[i] = newCall(0.1 * float64(i+1))
		var ctx context.Context
		ctx, cancels[i] = context.WithCancel(t.Context())
		group.Go(func() {
			err := s.Solve(ctx, calls[i])
			if left := i == 1; left != errors.Is(err, context.Canceled) {
				t.Errorf("call %d: %v", i, err)
			}
		})
		s.waitFor(i + 1)
	}
	cancels[1]()
	s.waitFor(3)
	release()
	group.Wait()
	// The leader leaves after it has got its pack, and before it has begun to solve it.
	leader, member := newCall(0.3), newCall(0.4)
	leader.prepare(t.Context())
	member.prepare(t.Context())
	leader.pack = []*Call[float64]{leader, member}
	s.leave(leader)
	if <-member.wake; len(member.pack) != 1 || !leader.Lost {
		t.Error("a leader that leaves does not hand its pack on")
	}
}

// TestAFailureOfThePackIsNotEverybodys: an error of a whole pack, such as one call's NaN, is not the error of the other
// calls.
func TestAFailureOfThePackIsNotEverybodys(t *testing.T) {
	s := newSolver(t)
	release := s.hold()
	bad, good := newCall(0.5), newCall(0.5)
	bad.Problem.Y[0][0] = math.NaN()
	var group sync.WaitGroup
	group.Go(func() {
		if s.Solve(t.Context(), bad) == nil {
			t.Error("NaN was solved")
		}
	})
	s.waitFor(1)
	group.Go(func() {
		if err := s.Solve(t.Context(), good); err != nil {
			t.Errorf("a good call beside a bad one: %v", err)
		}
	})
	s.waitFor(2)
	release()
	group.Wait()
	if want, _ := alone(t, 0.5); !same(good, want) {
		t.Error("a good call beside a bad one has another solution")
	}
}

// TestThePacksContext: a pack goes on as long as one of its calls waits for it.
func TestThePacksContext(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	a, b := newCall(1), newCall(1)
	a.ctx, b.ctx = ended, t.Context()
	p := &packContext[float64]{context.Background(), []*Call[float64]{a, b}}
	if p.Err() != nil {
		t.Error("a pack ends with one of its calls")
	}
	var last context.CancelFunc
	b.ctx, last = context.WithCancel(t.Context())
	done := p.Done()
	last()
	<-done
	if !errors.Is(p.Err(), context.Canceled) {
		t.Error("a pack does not end with all of its calls")
	}
}
