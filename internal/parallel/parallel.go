// Work shared by workers.

// Package parallel shares pieces of work among goroutines.
package parallel

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/gorgoflow/gorgoflow/graph"
)

// Do does n pieces of work, each by one worker, until an error or the context's end. The caller is the first worker. The error
// is that of the first piece that has one, whatever the number of workers: pieces are taken in order, and one that is taken is
// done. A panic becomes an error that names the place.
func Do(ctx context.Context, place string, workers, n int, piece func(worker, i int) error) error {
	if min(workers, n) < 2 {
		return alone(ctx, place, n, piece)
	}
	var next atomic.Int64
	var failed failure
	take := func(worker int) {
		for !failed.is.Load() {
			i := int(next.Add(1) - 1)
			if i >= n {
				return
			}
			if err := guarded(ctx, place, worker, i, piece); err != nil {
				failed.at(i, err)
			}
		}
	}
	var others sync.WaitGroup
	for worker := 1; worker < min(workers, n); worker++ {
		others.Go(func() { take(worker) })
	}
	take(0)
	others.Wait()
	return failed.err
}

// alone is Do by the caller, without what several workers need.
func alone(ctx context.Context, place string, n int, piece func(worker, i int) error) error {
	for i := range n {
		if err := guarded(ctx, place, 0, i, piece); err != nil {
			return err
		}
	}
	return nil
}

// failure is the error of the first piece that has one.
type failure struct {
	is    atomic.Bool
	mutex sync.Mutex
	piece int
	err   error
}

// at is called for a piece that has failed.
func (f *failure) at(piece int, err error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.err == nil || piece < f.piece {
		f.piece, f.err = piece, err
	}
	f.is.Store(true)
}

// guarded does a piece unless the context has ended; its panic is an error.
func guarded(ctx context.Context, place string, worker, i int, piece func(worker, i int) error) (err error) {
	defer graph.Recover(place, &err)
	if err := ctx.Err(); err != nil {
		return err
	}
	return piece(worker, i)
}
