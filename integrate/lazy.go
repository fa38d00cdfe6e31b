// Values made when they are first asked for.

package integrate

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// lazy is a value, or an error, that is made when it is first asked for. A call that waits for another call to make the
// value waits no longer than its own context lasts.
type lazy[V any] struct {
	made  atomic.Bool
	turn  turn
	value V
	err   error
}

// get makes the value once. If the context ends meanwhile, the next call begins anew. A panic becomes an error that
// names what was being made.
func (l *lazy[V]) get(ctx context.Context, place string, fresh func() (V, error)) (V, error) {
	if l.made.Load() {
		return l.value, l.err
	}
	var none V
	if err := ctx.Err(); err != nil { // also where nobody has the turn
		return none, errors.Wrap(err, place)
	}
	if err := l.turn.take(ctx); err != nil {
		return none, err
	}
	defer l.turn.give()
	if l.made.Load() {
		return l.value, l.err
	}
	value, err := guarded(place, fresh)
	if err != nil && ctx.Err() != nil {
		return none, err
	}
	l.value, l.err = value, err
	l.made.Store(true)
	return value, err
}

func guarded[V any](place string, fresh func() (V, error)) (value V, err error) {
	defer graph.Recover(place, &err)
	return fresh()
}

// lazyMap is values by key, each made when it is first asked for.
type lazyMap[K comparable, V any] struct {
	mutex  sync.Mutex
	values map[K]*lazy[V]
}

func (l *lazyMap[K, V]) get(ctx context.Context, key K, fresh func() (V, error)) (V, error) {
	return l.of(key).get(ctx, "integrate: compiling", fresh)
}

// made returns the value of a key, or the zero value before it has been made.
func (l *lazyMap[K, V]) made(key K) (v V) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if each := l.values[key]; each != nil && each.made.Load() {
		return each.value
	}
	return v
}

func (l *lazyMap[K, V]) of(key K) *lazy[V] {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.values[key] == nil {
		if l.values == nil {
			l.values = map[K]*lazy[V]{}
		}
		l.values[key] = &lazy[V]{}
	}
	return l.values[key]
}

// turn is a lock for which a call waits no longer than its context lasts. The zero value is free.
type turn struct {
	once  sync.Once
	taken chan struct{} // has an element while somebody has the turn
}

func (t *turn) take(ctx context.Context) error {
	t.once.Do(func() { t.taken = make(chan struct{}, 1) })
	select {
	case t.taken <- struct{}{}:
		return nil
	case <-ctx.Done():
		return errors.Wrap(ctx.Err(), "integrate: waiting for another call to compile")
	}
}

func (t *turn) give() { <-t.taken }
