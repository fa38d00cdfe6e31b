// World: the processes of an mpirun.

package mpi

import (
	"context"
	"math"
	"os"
	"time"

	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/pkg/errors"
)

// World is the processes that mpirun has started, of which this is one. It implements train.Peers. The zero value, and one that is nil, is this process alone.
type World struct {
	rank, size int
	library    string
	thread     *thread // nil where there is one process
}

var _ train.Peers = (*World)(nil)

// Join joins the other processes, which all call it. It comes before anything that takes long, and once: MPI cannot be begun twice. A process that no launcher has
// started with others is a World of one.
//
// A *LibraryError says that there are others, and no library of MPI with which to reach them.
func Join() (*World, error) {
	launch, several := peers.Launched()
	if !several {
		return &World{size: 1}, nil
	}
	silence, err := silenceLimit()
	if err != nil {
		return nil, err
	}
	lib, err := load(launch)
	if err != nil {
		return nil, err
	}
	t, err := begin(lib, silence)
	if err != nil {
		return nil, err
	}
	w := &World{rank: t.rank, size: t.size, library: lib.version, thread: t}
	if launch.Size > 0 && w.size != launch.Size {
		return nil, &LibraryError{Launch: launch.By, Tried: []string{lib.path},
			Cause: errors.Errorf("it sees %d processes, and the launcher has started %d: it is of another MPI than the launcher", w.size, launch.Size)}
	}
	return w, nil
}

// silenceLimit is how long a rank may be silent.
func silenceLimit() (time.Duration, error) {
	text := os.Getenv("GORGOFLOW_MPI_SILENCE")
	if text == "" {
		return 5 * time.Second, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < time.Second {
		return 0, errors.Wrapf(train.ErrSettings, "GORGOFLOW_MPI_SILENCE is %q, want a time from 1s up, such as 30s", text)
	}
	return d, nil
}

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

// Close waits for the other processes to close too, and ends MPI. Where one is lost it does not wait. A process that ends by an error of its own calls
// Leave instead: one that closes while others exchange ends them, and itself, with a *train.PeerError that cannot say why.
func (w *World) Close() error {
	if w == nil || w.thread == nil {
		return nil
	}
	return w.thread.end()
}

// Leave ends this process's part at once, for a reason: the others, whatever they wait for, get a *train.PeerError with it. It does nothing after Close.
func (w *World) Leave(reason error) {
	if w == nil || w.thread == nil || reason == nil {
		return
	}
	w.thread.leave(reason.Error())
}
