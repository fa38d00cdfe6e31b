// The lock by which calls take turns, and the check of their contexts.

package likelihood

import (
	"context"
	"sync"

	"github.com/pkg/errors"
)

// lock is a lock for which a caller waits no longer than its context lasts. The zero value is free.
type lock struct {
	made sync.Once
	held chan struct{} // has an element while somebody has the turn
}

func (t *lock) place() chan struct{} {
	t.made.Do(func() { t.held = make(chan struct{}, 1) })
	return t.held
}

// take waits for the turn. With a context that has ended it is still given where nobody has it: who has it looks at the
// context by itself.
func (t *lock) take(ctx context.Context) error {
	if err := checkContext(ctx); err != nil {
		return err
	}
	place := t.place()
	select {
	case place <- struct{}{}:
		return nil
	default:
	}
	select {
	case place <- struct{}{}:
		return nil
	case <-ctx.Done():
		return errors.Wrap(ctx.Err(), "likelihood: waiting for another call to end")
	}
}

// Lock waits as long as it takes, for methods without a context.
func (t *lock) Lock() { t.place() <- struct{}{} }

// Unlock gives the turn back.
func (t *lock) Unlock() { <-t.held }

func checkContext(ctx context.Context) error {
	if ctx == nil {
		return errors.Wrap(ErrSettings, "the context is nil, want one, such as context.Background()")
	}
	return nil
}
