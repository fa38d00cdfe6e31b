// Package rwlock has a lock of many readers or one writer, for which a caller waits no longer than its context lasts.
package rwlock

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/pkg/errors"
)

// Lock is held by any number of readers or by one writer. A waiting writer lets no further reader in, so that it has its
// turn however many readers there are. The zero value is free.
type Lock struct {
	mutex   sync.Mutex
	readers int
	writing bool
	writers int           // that wait
	changed chan struct{} // closed when waiting calls should check the lock; nil if nobody waits

	number atomic.Uint64 // its place among all locks that are taken together with others; 0: none yet
}

// Read takes the lock beside other readers. Even with a context that has ended it takes the lock if it does not have to
// wait.
func (l *Lock) Read(ctx context.Context) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for l.writing || l.writers > 0 {
		if err := l.wait(ctx); err != nil {
			return err
		}
	}
	l.readers++
	return nil
}

// Write takes the lock alone.
func (l *Lock) Write(ctx context.Context) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.writers++
	defer func() { l.writers-- }()
	for l.writing || l.readers > 0 {
		if err := l.wait(ctx); err != nil {
			l.tell() // readers may have waited only for this writer
			return err
		}
	}
	l.writing = true
	return nil
}

// EndRead gives back what Read took.
func (l *Lock) EndRead() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.readers--; l.readers == 0 {
		l.tell()
	}
}

// EndWrite gives back what Write took.
func (l *Lock) EndWrite() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.writing = false
	l.tell()
}

// wait releases the mutex until something changes or the context ends.
func (l *Lock) wait(ctx context.Context) error {
	if l.changed == nil {
		l.changed = make(chan struct{})
	}
	changed := l.changed
	l.mutex.Unlock()
	defer l.mutex.Lock()
	select {
	case <-changed:
		return nil
	case <-ctx.Done():
		return errors.Wrap(ctx.Err(), "likelihood: waiting for another call to end")
	}
}

// tell wakes all waiting calls.
func (l *Lock) tell() {
	if l.changed != nil {
		close(l.changed)
		l.changed = nil
	}
}
