// World: the processes of an mpirun.

package mpi

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/train"
	"github.com/pkg/errors"
)

// World is the processes that mpirun has started, of which this is one. It implements train.Peers. The zero value, and
// one that is nil, is this process alone.
type World struct {
	rank, size int
	library    string
	thread     *thread // nil where there is one process
}

var _ train.Peers = (*World)(nil)

// Rank is the number of this process, from 0.
func (w *World) Rank() int {
	if w == nil {
		return 0
	}
	return w.rank
}

// Size is the number of processes.
func (w *World) Size() int {
	if w == nil {
		return 1
	}
	return max(w.size, 1)
}

// Library says which MPI it is; "" for one process.
func (w *World) Library() string {
	if w == nil {
		return ""
	}
	return w.library
}

// Exchange implements train.Peers, by MPI_Iallgatherv or MPI_Ialltoallv. Its errors are *train.PeerError if a rank is lost.
// The end of ctx does not end it, since the others would wait.
func (w *World) Exchange(ctx context.Context, send, receive [][]byte) error {
	if w.Size() == 1 {
		return train.Alone.Exchange(ctx, send, receive)
	}
	if len(receive) != w.size || len(send) != w.size && len(send) != 1 {
		return errors.Wrapf(train.ErrSettings, "%d slices to send and %d to receive, want 1 or %d, and %d", len(send), len(receive), w.size, w.size)
	}
	if total(send) > math.MaxInt32 || total(receive) > math.MaxInt32 {
		return errors.Wrapf(train.ErrSettings, "%d bytes to send and %d to receive, of which MPI takes %d at a time; want smaller batches or more ranks",
			total(send), total(receive), math.MaxInt32)
	}
	return w.thread.do(func(t *thread) error { return t.exchange(send, receive) })
}

func total(parts [][]byte) (n int) {
	for _, p := range parts {
		n += len(p)
	}
	return n
}

// Close waits for the other processes to close too, and ends MPI. Where one is lost it does not wait. A process that
// ends by an error of its own calls Leave instead: one that closes while others exchange ends them, and itself, with a
// *train.PeerError that cannot say why.
func (w *World) Close() error {
	if w == nil || w.thread == nil {
		return nil
	}
	return w.thread.end()
}

// Leave ends this process's part at once, for a reason: the others, whatever they wait for, get a *train.PeerError with
// it. It does nothing after Close.
func (w *World) Leave(reason error) {
	if w == nil || w.thread == nil || reason == nil {
		return
	}
	w.thread.leave(reason.Error())
}
