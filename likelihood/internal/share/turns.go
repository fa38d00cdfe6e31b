// Turns: as many packs are solved at once as there are processors, and further calls wait.

package share

import (
	"context"
	"runtime"
	"slices"

	"github.com/pkg/errors"
)

// calmPacks is the number of packs of a single call after which a leader no longer waits for others.
const calmPacks = 16

// enter gives a call a turn, as the leader of a pack of its own, or queues it.
func (s *Solver[T]) enter(c *Call[T]) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.running < s.most {
		s.running++
		c.pack = append(c.pack, c)
		return true
	}
	s.waiting = append(s.waiting, c)
	return false
}

// turn gives a turn to the first waiting call; the caller holds the mutex.
func (s *Solver[T]) turn() {
	if len(s.waiting) == 0 {
		s.running--
		return
	}
	leader := s.waiting[0]
	leader.pack = s.take(leader.pack[:0])
	leader.wake <- struct{}{}
}

// take adds waiting calls of the same interval of time to a pack, as long as there are lanes for their rows.
func (s *Solver[T]) take(pack []*Call[T]) []*Call[T] {
	rows, full := 0, false
	for _, c := range pack {
		rows += c.Problem.Rows
	}
	s.waiting = slices.DeleteFunc(s.waiting, func(c *Call[T]) bool {
		if full || len(pack) > 0 && !c.joins(pack[0]) {
			return false
		}
		if full = rows+c.Problem.Rows > s.lanes; full {
			return false
		}
		rows, pack = rows+c.Problem.Rows, append(pack, c)
		return true
	})
	return pack
}

// joins says whether two calls can be one problem: samples go from T0 to T1, data from T1 to T0.
func (c *Call[T]) joins(other *Call[T]) bool {
	return c.Problem.T0 == other.Problem.T0 && c.Problem.T1 == other.Problem.T1
}

// gather completes the pack of a leader. Where calls have come together before, they come together once more as soon as
// they have the results of the last pack, so this goroutine yields to them first.
func (s *Solver[T]) gather(c *Call[T]) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.calm < calmPacks {
		s.mutex.Unlock()
		runtime.Gosched()
		s.mutex.Lock()
	}
	c.pack = s.take(c.pack)
	if s.calm++; len(c.pack) > 1 {
		s.calm = 0
	}
}

// wait waits until a call is a leader, or has been solved. The last call to leave a pack that is being solved waits for its
// end, as a call does that is solved alone: nothing reads the parameters any longer when all calls are back.
func (s *Solver[T]) wait(ctx context.Context, c *Call[T]) error {
	select {
	case <-c.wake:
		return nil
	case <-ctx.Done():
		if s.leave(c); s.isLast(c) {
			<-c.wake
		}
		return errors.Wrap(ctx.Err(), "likelihood: waiting for other calls to end")
	}
}

// leave removes a call whose context has ended. A leader hands its pack to the others, unless it is being solved; a call
// that is being solved stays with the goroutine that solves it.
func (s *Solver[T]) leave(c *Call[T]) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if i := slices.Index(s.waiting, c); i >= 0 {
		s.waiting = slices.Delete(s.waiting, i, i+1)
		return
	}
	c.Lost = true
	if len(c.pack) == 0 || c.led {
		return
	}
	pack := slices.DeleteFunc(slices.Clone(c.pack), (*Call[T]).isLost)
	if len(pack) == 0 {
		s.turn()
		return
	}
	pack[0].pack = pack
	pack[0].wake <- struct{}{}
}

// isLast says whether all calls of the pack in which a call is being solved have left.
func (s *Solver[T]) isLast(c *Call[T]) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if c.lead == nil || !c.lead.Lost { // a leader that has its result forgets its pack
		return false
	}
	return !slices.ContainsFunc(c.lead.pack, func(m *Call[T]) bool { return !m.Lost })
}

func (c *Call[T]) isLost() bool { return c.Lost }
