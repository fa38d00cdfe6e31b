// Package peers holds what processes that share a training do together: parts of a batch, their exchange, and errors
// that all of them learn of.
//
// A context carries the processes from train down to the loops over row blocks. Only these loops share work: all other work
// is done by every process, to the same bits.
package peers

import "context"

// Peers are processes that share a training; this process is one of them. All call Exchange equally often, in the same
// order.
type Peers interface {
	Rank() int // of this process, from 0
	Size() int // number of processes
	// Exchange sends send[r] to rank r, this one too, and waits until receive[r] holds what rank r has sent; lengths agree
	// at both ends. If send has a single slice, it goes to every rank. After an error there is no further exchange.
	Exchange(ctx context.Context, send, receive [][]byte) error
}

// Team is the processes that share a batch, with the rows of each.
type Team struct {
	Peers
	first []int // by rank: its first row; then the number of rows. nil before the rows are cut
	size  int   // rows of a row block
}

type key struct{}

// With returns a context whose work on one batch is shared.
func With(ctx context.Context, p Peers) context.Context {
	if !Shared(p) {
		return ctx
	}
	return (&Team{Peers: p}).Context(ctx)
}

// Context returns ctx for work that the team shares.
func (t *Team) Context(ctx context.Context) context.Context {
	return context.WithValue(ctx, key{}, t)
}

// Without returns a context for work that every process does by itself.
func Without(ctx context.Context) context.Context {
	if Of(ctx) == nil {
		return ctx
	}
	return (*Team)(nil).Context(ctx)
}

// Of returns the team of a context; nil if the work is not shared.
func Of(ctx context.Context) *Team {
	if ctx == nil {
		return nil
	}
	t, _ := ctx.Value(key{}).(*Team)
	return t
}

// Shared says whether there is more than one process.
func Shared(p Peers) bool { return p != nil && p.Size() > 1 }

// Cut divides rows into row blocks and gives each rank consecutive ones.
func (t *Team) Cut(rows, size int) {
	blocks, n := (rows+size-1)/size, t.Size()
	t.first, t.size = make([]int, n+1), size
	for r := range t.first {
		t.first[r] = min(blocks*r/n*size, rows)
	}
}

// Rows returns the rows of a rank.
func (t *Team) Rows(rank int) (lo, hi int) {
	if t.first == nil {
		return 0, 0
	}
	return t.first[rank], t.first[rank+1]
}

// Blocks is the number of row blocks of a rank; 0 before the rows are cut.
func (t *Team) Blocks(rank int) int {
	lo, hi := t.Rows(rank)
	return (hi - lo + t.size - 1) / max(t.size, 1)
}

// FirstBlock is the number of a rank's first row block.
func (t *Team) FirstBlock(rank int) int {
	lo, _ := t.Rows(rank)
	return (lo + t.size - 1) / max(t.size, 1) // without rows there is no row block
}

// Mine returns the rows of this process.
func (t *Team) Mine() (lo, hi int) { return t.Rows(t.Rank()) }
