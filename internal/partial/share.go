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

// apart is where a total keeps the sums of blocks side by side: as they are sent, so that each number is copied once.
type apart struct {
	team   *peers.Team // nil where they are added up
	length int         // numbers of a block
	kept   int         // blocks so far
	first  []float64   // of a block, or of a part
	total  []float64

	send, receive  [][]byte  // parts of these
	sent, received []float64 // to and from each rank
}

// KeepApart lets a total that is clear keep the blocks that are added side by side, for Share with the ranks of a team, which has cut the rows.
func (s *Sums) KeepApart(t *peers.Team) {
	a := &s.apart
	a.team, a.kept, a.length = t, 0, heads
	for _, p := range s.Params {
		a.length += len(p)
	}
	n, me := t.Size(), t.Rank()
	a.total, a.send, a.receive = reuse.Resized(a.total, a.length), reuse.Resized(a.send, n), reuse.Resized(a.receive, n)
	a.sent = cut(a.sent, a.send, func(rank int) int { return a.size(me, rank) })
	a.received = cut(a.received, a.receive, func(rank int) int { return a.size(rank, me) })
}

// head is how many numbers a part begins with: a flag that the sender has failed, and what it has counted.
const head = 1 + counts

// size is how many numbers go from a rank to another.
func (a *apart) size(from, to int) int {
	lo, hi := a.bounds(to)
	return head + (hi-lo)*a.team.Blocks(from)
}

// cut makes room for the parts of all ranks, one after another.
func cut(memory []float64, parts [][]byte, size func(rank int) int) []float64 {
	total := 0
	for rank := range parts {
		total += size(rank)
	}
	memory = reuse.Resized(memory, total)
	rest := memory
	for rank := range parts {
		n := size(rank)
		parts[rank], rest = peers.Bytes(rest[:n]), rest[n:]
	}
	return memory
}

// bounds are those of the slice that a rank adds up.
func (a *apart) bounds(rank int) (lo, hi int) {
	n := a.team.Size()
	return a.length * rank / n, a.length * (rank + 1) / n
}

// keep lays out the next block.
func (a *apart) keep(block *Sums) {
	a.first = block.appendFirst(a.first[:0])
	at := a.put(0, a.first)
	for _, p := range block.Params {
		at = a.put(at, p)
	}
	a.kept++
}

// put lays out numbers of the next block, from its number at on, for the ranks that add them up.
func (a *apart) put(at int, numbers []float64) (next int) {
	next = at + len(numbers)
	for rank, part := range a.send {
		lo, hi := a.bounds(rank)
		if from, to := max(lo, at), min(hi, next); from < to {
			copy(part[8*(head+a.kept*(hi-lo)+from-lo):], peers.Bytes(numbers[from-at:to-at]))
		}
	}
	return next
}

// appendFirst adds what comes before the parameters' derivatives.
func (s *Sums) appendFirst(to []float64) []float64 {
	to = append(to, s.Loss, s.T0, s.T1)
	to = appendStats(appendStats(to, s.Forward), s.Backward)
	return append(to, s.ReverseError)
}

func appendStats(to []float64, s ode.Stats) []float64 {
	return append(to, float64(s.Evaluations), float64(s.Jacobians), float64(s.LinearSolves), float64(s.Accepted), float64(s.Rejected), s.Flops)
}

func statsOf(n []float64) ode.Stats {
	return ode.Stats{Evaluations: int(n[0]), Jacobians: int(n[1]), LinearSolves: int(n[2]), Accepted: int(n[3]), Rejected: int(n[4]), Flops: n[5]}
}

// set takes all numbers, in the order in which blocks have them.
func (s *Sums) set(n []float64) {
	s.Loss, s.T0, s.T1, s.ReverseError = n[0], n[1], n[2], n[largest]
	s.Forward, s.Backward = statsOf(n[3:]), statsOf(n[3+counts:])
	n = n[heads:]
	for _, p := range s.Params {
		n = n[copy(p, n):]
	}
}

// Share makes the total of the blocks that it has kept apart the one of all ranks' blocks, and adds up what was counted. It is an error on
// all ranks if one has failed, whose blocks may not be there.
func (s *Sums) Share(ctx context.Context, counted ode.Stats, failed error) (ode.Stats, error) {
	a := &s.apart
	a.begin(counted, failed)
	if err := a.team.Exchange(ctx, a.send, a.receive); err != nil {
		return counted, err
	}
	if err := peers.Failed(a.receive, failed); err != nil {
		return counted, err
	}
	counted = a.add()
	if err := a.team.Exchange(ctx, [][]byte{a.slice(a.team.Rank())}, a.slices()); err != nil {
		return counted, err
	}
	s.set(a.total)
	a.team = nil
	return counted, nil
}

// failure is a number none of whose bytes is 0.
var failure = math.Float64frombits(0x0101010101010101)

// begin writes what parts begin with.
func (a *apart) begin(counted ode.Stats, failed error) {
	flag := 0.0
	if failed != nil {
		flag = failure
	}
	a.first = appendStats(append(a.first[:0], flag), counted)
	for _, part := range a.send {
		copy(part, peers.Bytes(a.first))
	}
}

// add adds up the slice of this process, over all blocks in their order, and what all have counted.
func (a *apart) add() (counted ode.Stats) {
	lo, hi := a.bounds(a.team.Rank())
	mine, rest := a.total[lo:hi], a.received
	clear(mine)
	for rank := range a.team.Size() {
		counted, rest = counted.Plus(statsOf(rest[1:])), rest[head:]
		for range a.team.Blocks(rank) {
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

// slice is that of the total which a rank adds up.
func (a *apart) slice(rank int) []byte {
	lo, hi := a.bounds(rank)
	return peers.Bytes(a.total[lo:hi])
}

// slices are where those of all ranks go.
func (a *apart) slices() [][]byte {
	for rank := range a.receive {
		a.receive[rank] = a.slice(rank)
	}
	return a.receive
}
