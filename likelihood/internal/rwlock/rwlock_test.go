// The lock: readers together, writers alone, and waits that end with the context.

package rwlock_test

import (
	"context"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/rwlock"
	"github.com/pkg/errors"
)

func TestWritersAreAlone(t *testing.T) {
	var l rwlock.Lock
	var group sync.WaitGroup
	values := [2]int{}
	for i := range 8 {
		group.Go(func() {
			for range 200 {
				if i < 2 {
					_ = l.Write(t.Context())
					values[0]++
					values[1]++
					l.EndWrite()
					continue
				}
				_ = l.Read(t.Context())
				if values[0] != values[1] {
					t.Error("a reader saw half of what a writer wrote")
				}
				l.EndRead()
			}
		})
	}
	group.Wait()
	if values[0] != 400 {
		t.Errorf("%d writes, want 400", values[0])
	}
}

// TestWaitingEndsWithTheContext: a writer that gives up lets in the readers behind it. A caller who need not wait gets
// the lock even with an ended context.
func TestWaitingEndsWithTheContext(t *testing.T) {
	var l rwlock.Lock
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Read(ended); err != nil {
		t.Fatalf("a reader of a free lock gets %v, want the lock", err)
	}
	short, giveUp := context.WithCancel(t.Context())
	writer, reader := make(chan error), make(chan error)
	go func() { writer <- l.Write(short) }()
	for waits := false; !waits; { // until the writer waits, so that a reader with an ended context is refused
		if err := l.Read(ended); err != nil {
			waits = true
		} else {
			l.EndRead()
		}
	}
	go func() { reader <- l.Read(t.Context()) }()
	giveUp()
	if err := <-writer; !errors.Is(err, context.Canceled) {
		t.Errorf("the writer gets %v, want its context's error", err)
	}
	if err := <-reader; err != nil {
		t.Errorf("the reader behind the writer gets %v, want the lock", err)
	}
}
