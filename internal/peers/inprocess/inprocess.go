// Package inprocess lets goroutines of one process be peers, for tests.
package inprocess

import (
	"context"
	"sync"

	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/pkg/errors"
)

// World is a number of ranks that exchange through memory.
type World struct {
	mutex          sync.Mutex
	changed        *sync.Cond
	send           [][][]byte // by rank
	posted, copied int
	round          int
	lost           *peers.Error
	// Exchanges and Bytes count what ranks have sent to others.
	Exchanges, Bytes int
}

// New returns so many ranks.
func New(size int) (*World, []peers.Peers) {
	w := &World{send: make([][][]byte, size)}
	w.changed = sync.NewCond(&w.mutex)
	ranks := make([]peers.Peers, size)
	for i := range ranks {
		ranks[i] = &rank{w, i}
	}
	return w, ranks
}

// Leave does what happens when a rank is killed: no exchange completes any more.
func (w *World) Leave(rank int, reason string) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.lost = &peers.Error{Rank: rank, Lost: true, Reason: reason}
	w.changed.Broadcast()
}

type rank struct {
	*World
	number int
}

func (r *rank) Rank() int { return r.number }
func (r *rank) Size() int { return len(r.send) }

// Exchange waits for all ranks twice: until all have brought what they send, and until all have taken what they receive.
func (r *rank) Exchange(_ context.Context, send, receive [][]byte) error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	round := r.round
	r.send[r.number] = send
	r.posted++
	r.changed.Broadcast()
	if err := r.wait(func() bool { return r.posted == r.Size() }); err != nil {
		return err
	}
	err := r.take(receive)
	if r.copied++; r.copied == r.Size() {
		r.posted, r.copied, r.round = 0, 0, r.round+1
		r.Exchanges++
		r.changed.Broadcast()
	}
	if lost := r.wait(func() bool { return r.round > round }); lost != nil {
		return lost
	}
	return err
}

func (r *rank) wait(until func() bool) error {
	for !until() {
		if r.lost != nil {
			return r.lost
		}
		r.changed.Wait()
	}
	return nil
}

func (r *rank) take(receive [][]byte) error {
	for from, parts := range r.send {
		part := parts[0]
		if len(parts) > 1 {
			part = parts[r.number]
		}
		if len(part) != len(receive[from]) {
			return errors.Errorf("rank %d sends %d bytes to rank %d, which expects %d", from, len(part), r.number, len(receive[from]))
		}
		if copy(receive[from], part); from != r.number {
			r.Bytes += len(part)
		}
	}
	return nil
}
