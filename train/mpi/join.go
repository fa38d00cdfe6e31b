// Join: how MPI begins, on a thread of its own.

package mpi

import (
	"context"
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/pkg/errors"
)

// begun says whether this process has begun MPI.
var begun atomic.Bool

// Join joins the other processes, which all call it. It comes before anything that takes long, and once: MPI cannot be
// begun twice. A process that no launcher has started with others is a World of one.
//
// A second call in a process is train.ErrSettings, since libraries of MPI end all ranks at once for it.
//
// A *LibraryError says that there are others, and no library of MPI with which to reach them. Join waits for the others
// until ctx ends, and has the error of ctx then. MPI goes on waiting, so that such a process has to end.
func Join(ctx context.Context) (*World, error) {
	if err := parallel.Given(ctx, train.ErrSettings); err != nil {
		return nil, err
	}
	launch, several := peers.Launched()
	if !several {
		return &World{size: 1}, nil
	}
	silence, err := silenceLimit()
	if err != nil {
		return nil, err
	}
	defer keepFaults().giveBack()
	lib, err := load(launch)
	if err != nil {
		return nil, err
	}
	if begun.Swap(true) {
		return nil, errors.Wrap(train.ErrSettings, "train/mpi: Join has been called in this process before, and MPI cannot be begun twice; want the World of the first call")
	}
	t, err := begin(ctx, lib, silence)
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

// begin starts the thread, and initialises MPI on it, which waits for all ranks.
func begin(ctx context.Context, lib *library, silence time.Duration) (*thread, error) {
	t := &thread{library: lib, work: make(chan job)}
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // the thread ends with the process: some libraries want MPI_Finalize on it
		err := t.init(silence)
		select {
		case started <- err:
		case <-ctx.Done(): // nobody waits for this rank, and the others learn that it is gone
			if err == nil {
				t.pulse.leave(ctx.Err().Error())
			}
			return
		}
		if err == nil {
			t.loop()
		}
	}()
	select {
	case err := <-started:
		return t, err
	case <-ctx.Done():
		return nil, errors.Wrap(ctx.Err(), "train/mpi: not all ranks have called Join")
	}
}

// init initialises MPI, with communicators of its own and errors that are returned.
func (t *thread) init(silence time.Duration) error {
	t.pinner.Pin(t)
	level := uintptr(1) // MPI_THREAD_FUNNELED
	if t.handles == ofStandard {
		level = 1024
	}
	c := &t.cell
	for _, call := range []struct {
		name      string
		arguments []uintptr
	}{
		{"MPI_Init_thread", []uintptr{0, 0, level, address(&c.provided)}},
		{"MPI_Comm_set_errhandler", []uintptr{t.handles.world, t.handles.errorsReturn}},
		{"MPI_Comm_rank", []uintptr{t.handles.world, address(&c.rank)}},
		{"MPI_Comm_size", []uintptr{t.handles.world, address(&c.size)}},
		{"MPI_Comm_dup", []uintptr{t.handles.world, address(&c.first)}},
		{"MPI_Comm_dup", []uintptr{t.handles.world, address(&c.second)}},
		{"MPI_Comm_dup", []uintptr{t.handles.world, address(&c.third)}},
	} {
		if err := t.call(call.name, call.arguments...); err != nil {
			return err
		}
	}
	t.takeSignalBack()
	t.rank, t.size, t.exchanges, t.ends = int(c.rank), int(c.size), c.first, c.third
	t.pulse = newPulse(t, c.second, silence)
	return nil
}
