// The thread that makes all calls: it waits for work and for open requests, and meanwhile receives the pulse of the other
// ranks.

package mpi

import (
	"runtime"
	"sync"
	"time"
	"unsafe"

	"github.com/gorgoflow/gorgoflow/train"
	"github.com/pkg/errors"
)

// handle is a handle of any ABI: a pointer, or an integer in its lower half.
type handle = uintptr

// handles are constants of an ABI.
type handles struct{ world, byte, errorsReturn handle }

// ofStandard are the handles of the standard ABI (MPI 5.0, appendix A: addresses that point nowhere).
var ofStandard = handles{world: 0x101, byte: 0x247, errorsReturn: 0x143}

// thread is an operating system's thread that has initialised MPI.
type thread struct {
	*library
	rank, size int
	work       chan job
	pulse      *pulse
	lost       error // if not nil, nothing is exchanged any more
	closed     sync.Once
	communicators
	progress
	buffers
	cell cells
}

// communicators keep apart what ranks do at once.
type communicators struct {
	exchanges handle
	ends      handle // a rank may be at the end while another exchanges
}

// progress is how far the exchanges have come.
type progress struct {
	begun               uint64
	exchanging, closing bool // the last one begun has not ended; none begins any more
	now, before         amounts
}

// buffers are what an exchange sends and receives. The pinner holds them in place.
type buffers struct {
	pinner        runtime.Pinner
	send, receive layout
}

// cells are variables that MPI's functions write to. They are part of the thread, which is on the heap.
type cells struct {
	flag, rank, size, provided int32
	request                    handle
	first, second, third       handle
	status                     [64]byte // as large as the largest of any ABI
}

type job struct {
	do   func(*thread) error
	done chan error
}

func address[E any](x *E) uintptr { return uintptr(unsafe.Pointer(x)) }

func pointer[E any](x []E) uintptr { return address(unsafe.SliceData(x)) }

// loop does the work that it is given. It never ends: MPI lives as long as the process.
func (t *thread) loop() {
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	for {
		select {
		case j := <-t.work:
			if t.lost == nil {
				t.lost = j.do(t)
			}
			j.done <- t.lost
		case <-beat.C:
			if err := t.pulse.beat(time.Now()); err != nil && t.lost == nil {
				t.lost = err
			}
		}
	}
}

// do has the thread do some work, and waits for it.
func (t *thread) do(what func(*thread) error) error {
	j := job{what, make(chan error, 1)}
	t.work <- j
	return <-j.done
}

// Pauses between tests of a request: none for the first third of a millisecond. Pauses last longer than requested: with
// some after 40 µs the exchanges of a small network took 2 to 5 ms instead of 0.1 to 0.2. A test may last milliseconds
// itself, where a library yields the processor to other programs: a number of tests instead of a time kept the pulse
// waiting for ten seconds.
const (
	restless   = time.Second / 3000
	firstPause = 20 * time.Microsecond
	lastPause  = 500 * time.Microsecond
)

// wait waits for the open request, as long as all ranks live.
func (t *thread) wait() error {
	begin, pause := time.Now(), firstPause
	for {
		if done, err := t.test(&t.cell.request); done || err != nil {
			return err
		}
		if time.Since(begin) < restless {
			continue
		}
		time.Sleep(pause)
		pause = min(pause*2, lastPause)
		if err := t.pulse.beat(time.Now()); err != nil {
			return err
		}
	}
}

// test says whether a request has completed; its handle is then null.
func (t *thread) test(request *handle) (done bool, err error) {
	err = t.call("MPI_Test", address(request), address(&t.cell.flag), address(&t.cell.status))
	return t.cell.flag != 0, err
}

// exchange sends and receives the parts of all ranks.
func (t *thread) exchange(send, receive [][]byte) error {
	t.begun++
	t.now, t.before = t.before, t.now
	t.now.set(t.begun, send, receive)
	t.exchanging = true
	defer func() { t.exchanging = false }()
	t.send.lay(&t.pinner, send)
	t.receive.lay(&t.pinner, receive)
	t.send.load(send)
	var err error
	if s, r := &t.send, &t.receive; len(send) == 1 {
		err = t.call("MPI_Iallgatherv", pointer(s.bytes), uintptr(s.counts[0]), t.handles.byte, pointer(r.bytes), pointer(r.counts), pointer(r.places), t.handles.byte,
			t.exchanges, address(&t.cell.request))
	} else {
		err = t.call("MPI_Ialltoallv", pointer(s.bytes), pointer(s.counts), pointer(s.places), t.handles.byte, pointer(r.bytes), pointer(r.counts), pointer(r.places),
			t.handles.byte, t.exchanges, address(&t.cell.request))
	}
	if err == nil {
		err = t.wait()
	}
	if err != nil {
		return t.explain(err)
	}
	t.receive.store(receive)
	return nil
}

// explain waits for a missing pulse, if there is one: a library that finds a broken connection does not say whose it is.
func (t *thread) explain(err error) error {
	var lost *train.PeerError
	for until := time.Now().Add(t.pulse.silence + 2*beatEvery); !errors.As(err, &lost) && time.Now().Before(until); time.Sleep(beatEvery / 5) {
		if known := t.pulse.beat(time.Now()); known != nil {
			return known
		}
	}
	return err
}

// errClosed is the error of exchanges after Close.
var errClosed = errors.New("train/mpi: the World is closed")

// end finalises MPI, together with the other ranks.
func (t *thread) end() (err error) {
	t.closed.Do(func() { err = t.do((*thread).finalize) })
	if errors.Is(err, errClosed) {
		return nil
	}
	return err
}

// leave tells the others that this rank is gone.
func (t *thread) leave(reason string) {
	t.closed.Do(func() {
		_ = t.do(func(t *thread) error {
			t.pulse.leave(reason)
			return errClosed
		})
	})
}

func (t *thread) finalize() error {
	t.closing = true
	if err := t.call("MPI_Ibarrier", t.ends, address(&t.cell.request)); err != nil {
		return err
	}
	if err := t.wait(); err != nil {
		return err
	}
	t.pulse.stop()
	if err := t.call("MPI_Finalize"); err != nil {
		return err
	}
	return errClosed
}
