// Sums over blocks that several processes have found: by slices of the numbers, each added up by one process in the order of the blocks.

package partial

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
)

// A sum in order cannot be begun before its first term is there, and MPI_Allreduce promises no order: so rank r gets its slice of the sums of all
// blocks, adds them up from the first block on, as one process does, and sends the slice to all. With one block a rank that is what a reduction by
// a ring sends too, 2(n-1)/n times the numbers.

// heads is how many numbers of a Sums are no parameters', and largest is the one that is no sum.
const (
	heads   = 3 + 2*counts + 1
	largest = 3 + 2*counts
	counts  = 6 // numbers of ode.Stats
)

// apart is where a total keeps the sums of blocks side by side.
type apart struct {
	kept   bool
	blocks []float64 // block after block
	total  []float64

	send, receive  [][]byte  // parts of these
	sent, received []float64 // to and from each rank
}

// KeepApart lets a total that is clear keep the blocks that are added side by side, for Share.
func (s *Sums) KeepApart() { s.apart.kept, s.apart.blocks = true, s.apart.blocks[:0] }

func (s *Sums) append(to []float64) []float64 {
	to = append(to, s.Loss, s.T0, s.T1)
	to = appendStats(appendStats(to, s.Forward), s.Backward)
	to = append(to, s.ReverseError)
	for _, p := range s.Params {
		to = append(to, p...)
	}
	return to
}

func appendStats(to []float64, s ode.Stats) []float64 {
	return append(to, float64(s.Evaluations), float64(s.Jacobians), float64(s.LinearSolves), float64(s.Accepted), float64(s.Rejected), s.Flops)
}

func statsOf(n []float64) ode.Stats {
	return ode.Stats{Evaluations: int(n[0]), Jacobians: int(n[1]), LinearSolves: int(n[2]), Accepted: int(n[3]), Rejected: int(n[4]), Flops: n[5]}
}

// set is the reverse of append.
func (s *Sums) set(n []float64) {
	s.Loss, s.T0, s.T1, s.ReverseError = n[0], n[1], n[2], n[largest]
	s.Forward, s.Backward = statsOf(n[3:]), statsOf(n[3+counts:])
	n = n[heads:]
	for _, p := range s.Params {
		n = n[copy(p, n):]
	}
}

// Share makes the total of the blocks that it has kept apart the one of all ranks' blocks, which have size rows each, and adds up what was counted. It is an error on
// all ranks if one has failed.
func (s *Sums) Share(ctx context.Context, t *peers.Team, size int, counted ode.Stats, failed error) (ode.Stats, error) {
	r := s.round(t, size)
	r.pack(counted, failed)
	if err := t.Exchange(ctx, s.apart.send, s.apart.receive); err != nil {
		return counted, err
	}
	if err := peers.Failed(s.apart.receive, failed); err != nil {
		return counted, err
	}
	counted = r.add()
	s.apart.kept = false
	if err := t.Exchange(ctx, [][]byte{peers.Bytes(r.slice(s.apart.total, t.Rank()))}, r.slices()); err != nil {
		return counted, err
	}
	s.set(s.apart.total)
	return counted, nil
}

// round is one exchange of sums.
type round struct {
	*Sums
	team   *peers.Team
	size   int // rows of a block
	length int // numbers of a block
}

func (s *Sums) round(t *peers.Team, size int) *round {
	r := &round{s, t, size, heads}
	for _, p := range s.Params {
		r.length += len(p)
	}
	s.apart.total = reuse.Resized(s.apart.total, r.length)
	return r
}

// bounds are those of the slice that a rank adds up.
func (r *round) bounds(rank int) (lo, hi int) {
	n := r.team.Size()
	return r.length * rank / n, r.length * (rank + 1) / n
}

func (r *round) slice(of []float64, rank int) []float64 {
	lo, hi := r.bounds(rank)
	return of[lo:hi]
}

// slices are where those of all ranks go.
func (r *round) slices() [][]byte {
	for rank := range r.apart.receive {
		r.apart.receive[rank] = peers.Bytes(r.slice(r.apart.total, rank))
	}
	return r.apart.receive
}

// blocksOf is how many blocks a rank has.
func (r *round) blocksOf(rank int) int {
	lo, hi := r.team.Rows(rank)
	return (hi - lo + r.size - 1) / r.size
}

// head is how many numbers a part begins with: a flag that the sender has failed, and what it has counted.
const head = 1 + counts

// failure is a number whose first byte is not 0.
var failure = math.Float64frombits(1)

// pack lays out what goes to each rank, and makes room for what comes.
func (r *round) pack(counted ode.Stats, failed error) {
	a, n, me := &r.apart, r.team.Size(), r.team.Rank()
	a.blocks = append(a.blocks, make([]float64, r.length*r.blocksOf(me)-len(a.blocks))...) // those that a failure has left out
	a.send, a.receive = reuse.Resized(a.send, n), reuse.Resized(a.receive, n)
	a.sent = reuse.Resized(a.sent, n*head+r.length*r.blocksOf(me))[:0]
	for rank := range n {
		from, flag := len(a.sent), 0.0
		if failed != nil {
			flag = failure
		}
		a.sent = appendStats(append(a.sent, flag), counted)
		for b := range r.blocksOf(me) {
			a.sent = append(a.sent, r.slice(a.blocks[b*r.length:(b+1)*r.length], rank)...)
		}
		a.send[rank] = peers.Bytes(a.sent[from:])
	}
	r.makeRoom()
}

func (r *round) makeRoom() {
	a, total := &r.apart, 0
	for rank := range r.team.Size() {
		total += r.sizeFrom(rank)
	}
	a.received = reuse.Resized(a.received, total)
	for rank, rest := 0, a.received; rank < r.team.Size(); rank++ {
		n := r.sizeFrom(rank)
		a.receive[rank], rest = peers.Bytes(rest[:n]), rest[n:]
	}
}

// sizeFrom is how many numbers come from a rank.
func (r *round) sizeFrom(rank int) int {
	lo, hi := r.bounds(r.team.Rank())
	return head + (hi-lo)*r.blocksOf(rank)
}

// add adds up the slice of this process, over all blocks in their order, and what all have counted.
func (r *round) add() (counted ode.Stats) {
	lo, hi := r.bounds(r.team.Rank())
	mine, rest := r.apart.total[lo:hi], r.apart.received
	clear(mine)
	for rank := range r.team.Size() {
		counted, rest = counted.Plus(statsOf(rest[1:])), rest[head:]
		for range r.blocksOf(rank) {
			for i, v := range rest[:len(mine)] {
				if lo+i == largest {
					mine[i] = max(mine[i], v)
				} else {
					mine[i] += v
				}
			}
			rest = rest[len(mine):]
		}
	}
	return counted
}
