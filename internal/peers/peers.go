// Package peers holds what processes that share a training do together: parts of a batch, their exchange, and errors that all of them learn of.
//
// A context carries the processes from train down to the loops over blocks of rows, which are the only places where work is shared: whoever
// does not ask for them does all of the work in every process, to the same bits.
package peers

import "context"

// Peers are processes that share a training, of which this is one. All call Exchange equally often, in the same order.
type Peers interface {
	Rank() int // of this process, from 0
	Size() int // number of processes
	// Exchange sends send[r] to rank r, this one too, and waits until receive[r] holds what rank r has sent; lengths agree at both ends. Where send
	// has one slice alone it goes to every rank. After an error there is no other exchange.
	Exchange(ctx context.Context, send, receive [][]byte) error
}

// Team is the processes that share a batch, and the rows of each.
type Team struct {
	Peers
	first []int // row of each rank's part, and the number of rows; nil before they are known
	size  int   // rows of a block
}

type key struct{}

// With is a context whose batch is shared; it is that of one batch.
func With(ctx context.Context, p Peers) context.Context {
	if !Shared(p) {
		return ctx
	}
	return (&Team{Peers: p}).Context(ctx)
}

// Context is ctx for work that the team shares.
func (t *Team) Context(ctx context.Context) context.Context {
	return context.WithValue(ctx, key{}, t)
}

// Without is a context for work that every process does by itself.
func Without(ctx context.Context) context.Context {
	if Of(ctx) == nil {
		return ctx
	}
	return (*Team)(nil).Context(ctx)
}

// Of is the team of a context; nil where the work is not shared.
func Of(ctx context.Context) *Team {
	if ctx == nil {
		return nil
	}
	t, _ := ctx.Value(key{}).(*Team)
	return t
}

// Shared says whether there is more than one process.
func Shared(p Peers) bool { return p != nil && p.Size() > 1 }

// Cut deals rows out in blocks, to each rank those that follow on those of the rank before.
func (t *Team) Cut(rows, size int) {
	blocks, n := (rows+size-1)/size, t.Size()
	t.first, t.size = make([]int, n+1), size
	for r := range t.first {
		t.first[r] = min(blocks*r/n*size, rows)
	}
}

// Rows are those of a rank.
func (t *Team) Rows(rank int) (lo, hi int) {
	if t.first == nil {
		return 0, 0
	}
	return t.first[rank], t.first[rank+1]
}

// Blocks is how many blocks a rank has; none before they are cut.
func (t *Team) Blocks(rank int) int {
	lo, hi := t.Rows(rank)
	return (hi - lo + t.size - 1) / max(t.size, 1)
}

// FirstBlock is the number of the first block of a rank.
func (t *Team) FirstBlock(rank int) int {
	lo, _ := t.Rows(rank)
	return (lo + t.size - 1) / max(t.size, 1) // rows that are no more make no block
}

// Mine are the rows of this process.
func (t *Team) Mine() (lo, hi int) { return t.Rows(t.Rank()) }
