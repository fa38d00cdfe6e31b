// Sums over row blocks of several processes: each process adds up a slice of the numbers in the order of the tree.

package partial

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
)

// MPI_Allreduce promises no order. So rank r receives its slice of the branches of all ranks, adds them up as a single
// process does, and sends the slice to all. With one branch a rank, however many row blocks that is, a reduction by a ring
// sends as much: 2(n-1)/n times the numbers.

// heads is the number of numbers of a Sums that are not parameters'; largest is the index of the one that is not a sum.
const (
	heads   = 3 + 2*counts + 1
	largest = 3 + 2*counts
	counts  = 6 // numbers of ode.Stats
)

// exchange is the memory of an exchange.
type exchange struct {
	team           *peers.Team // nil without an exchange
	theirs         branches    // of the current rank
	send, receive  [][]byte    // parts of sent and received
	sent, received []float64   // to and from each rank
	first          []float64   // by part: its first number
	parts          [][]float64 // by branch of all ranks: the part received
}

// KeepApart makes a clear total add up only the row blocks of this process, until Share adds those of the ranks of a team,
// which has cut the rows.
func (s *Sums) KeepApart(t *peers.Team) {
	if s.total == nil {
		s.total = &total{}
	}
	s.total.team = t
	s.total.branches.reset(t.FirstBlock(t.Rank()))
}

// head is the number of numbers at the beginning of a part: a flag that the sender has failed, and its counts.
const head = 1 + counts

// bounds returns the bounds of the slice that a rank adds up.
func (s *Sums) bounds(rank int) (lo, hi int) {
	n := s.total.team.Size()
	return len(s.numbers) * rank / n, len(s.numbers) * (rank + 1) / n
}

// slice returns the part of the total that a rank adds up.
func (s *Sums) slice(rank int) []float64 {
	lo, hi := s.bounds(rank)
	return s.numbers[lo:hi]
}

// Share makes the total of this process's row blocks the total of all ranks' row blocks, and adds up counted. If a rank has
// failed, it returns an error on all ranks, since that rank's row blocks may be missing.
func (s *Sums) Share(ctx context.Context, counted ode.Stats, failed error) (ode.Stats, error) {
	if peers.IsLost(failed) {
		return counted, failed
	}
	e := &s.total.exchange
	s.lay()
	s.load(counted, failed)
	if err := e.team.Exchange(ctx, e.send, e.receive); err != nil {
		return counted, err
	}
	if err := peers.Failed(e.receive, failed); err != nil {
		return counted, err
	}
	mine, counted := s.add()
	for rank := range e.receive {
		e.receive[rank] = peers.Bytes(s.slice(rank))
	}
	if err := e.team.Exchange(ctx, [][]byte{peers.Bytes(mine)}, e.receive); err != nil {
		return counted, err
	}
	s.unpack()
	e.team = nil
	return counted, nil
}

// lay allocates the parts for each rank.
func (s *Sums) lay() {
	e := &s.total.exchange
	n, me := e.team.Size(), e.team.Rank()
	e.send, e.receive = reuse.Resized(e.send, n), reuse.Resized(e.receive, n)
	e.sent = cut(e.sent, e.send, func(rank int) int { return s.size(me, rank) })
	e.received = cut(e.received, e.receive, func(rank int) int { return s.size(rank, me) })
}

// size is the number of numbers that one rank sends to another.
func (s *Sums) size(from, to int) int {
	e := &s.total.exchange
	lo, hi := s.bounds(to)
	e.theirs.of(e.team.FirstBlock(from), e.team.Blocks(from))
	return head + (hi-lo)*len(e.theirs.levels)
}

// cut cuts memory into the parts of all ranks, one after another.
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

// failure is a number none of whose bytes is 0.
var failure = math.Float64frombits(0x0101010101010101)

// load writes the parts: whether this process has failed, its counts, and the slices of its branches.
func (s *Sums) load(counted ode.Stats, failed error) {
	e := &s.total.exchange
	flag := 0.0
	if failed != nil {
		flag = failure
	}
	e.first = appendStats(append(e.first[:0], flag), counted)
	for _, part := range e.send {
		copy(part, peers.Bytes(e.first))
	}
	if failed != nil {
		return
	}
	for i := range s.total.levels {
		branch := s.branch(i)
		branch.pack()
		for rank, part := range e.send {
			lo, hi := s.bounds(rank)
			copy(part[8*(head+i*(hi-lo)):], peers.Bytes(branch.numbers[lo:hi]))
		}
	}
}

// add adds up this process's slice over the branches of all ranks, and the counts of all.
func (s *Sums) add() (mine []float64, counted ode.Stats) {
	e := &s.total.exchange
	lo, hi := s.bounds(e.team.Rank())
	var whole branches
	e.parts = e.parts[:0]
	rest := e.received
	for rank := range e.team.Size() {
		counted, rest = counted.Plus(statsOf(rest[1:])), rest[head:]
		first, blocks := e.team.FirstBlock(rank), e.team.Blocks(rank)
		e.theirs.of(first, blocks)
		for _, level := range e.theirs.levels {
			n := 1
			switch {
			case level == begun:
				n = first + blocks - whole.next
			case level >= 0:
				n = run << level
			}
			e.takePart(&whole, level, n, rest[:hi-lo], lo)
			rest = rest[hi-lo:]
		}
	}
	if len(e.parts) == 0 {
		return make([]float64, hi-lo), counted
	}
	e.fold(len(e.parts)-1, lo)
	return e.parts[0], counted
}

// takePart takes the slice of the next partial sum, which begins at number lo of the sums.
func (e *exchange) takePart(whole *branches, level, blocks int, part []float64, lo int) {
	isNew, merged := whole.take(level, blocks)
	if isNew {
		e.parts = append(e.parts, part)
	} else {
		plus(e.parts[len(e.parts)-1], part, lo)
	}
	e.fold(merged, lo)
}

// fold makes so many additions of the last parts.
func (e *exchange) fold(additions, lo int) {
	last := len(e.parts) - 1
	fold(last, additions, func(to, from int) { plus(e.parts[to], e.parts[from], lo) })
	e.parts = e.parts[:last+1-additions]
}

// plus adds numbers, the first of which is number lo of the sums.
func plus(to, from []float64, lo int) {
	at := largest - lo
	most := 0.0
	if at >= 0 && at < len(to) {
		most = max(to[at], from[at])
	}
	for i, v := range from {
		to[i] += v
	}
	if at >= 0 && at < len(to) {
		to[at] = most
	}
}

// pack writes the numbers other than parameters' to the array.
func (s *Sums) pack() {
	first := append(s.numbers[:0], s.Loss, s.T0, s.T1)
	first = appendStats(appendStats(first, s.Forward), s.Backward)
	_ = append(first, s.ReverseError)
}

// unpack reads the numbers other than parameters' from the array.
func (s *Sums) unpack() {
	n := s.numbers
	s.Loss, s.T0, s.T1, s.ReverseError = n[0], n[1], n[2], n[largest]
	s.Forward, s.Backward = statsOf(n[3:]), statsOf(n[3+counts:])
}

func appendStats(to []float64, s ode.Stats) []float64 {
	return append(to, float64(s.Evaluations), float64(s.Jacobians), float64(s.LinearSolves), float64(s.Accepted), float64(s.Rejected), s.Flops)
}

func statsOf(n []float64) ode.Stats {
	return ode.Stats{Evaluations: int(n[0]), Jacobians: int(n[1]), LinearSolves: int(n[2]), Accepted: int(n[3]), Rejected: int(n[4]), Flops: n[5]}
}
