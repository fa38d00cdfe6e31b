// Values kept for later, and values made when first asked for.

package integrate

import (
	"sync"

	"github.com/gorgoflow/gorgoflow/graph"
)

// pool keeps idle values for later use.
type pool[E any] struct {
	mutex sync.Mutex
	idle  []*E
}

// get returns an idle value, or makes one.
func (p *pool[E]) get(fresh func() *E) *E {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	last := len(p.idle) - 1
	if last < 0 {
		return fresh()
	}
	e := p.idle[last]
	p.idle = p.idle[:last]
	return e
}

// put makes a value idle.
func (p *pool[E]) put(e *E) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.idle = append(p.idle, e)
}

// lazy is a value, or an error, that is made when it is first asked for.
type lazy[V any] struct {
	once  sync.Once
	value V
	err   error
}

// get makes the value, once. A panic becomes an error that names the place.
func (l *lazy[V]) get(place string, fresh func() (V, error)) (V, error) {
	l.once.Do(func() {
		defer graph.Recover(place, &l.err)
		l.value, l.err = fresh()
	})
	return l.value, l.err
}

// lazyMap is values by key, each made when it is first asked for. An error is not kept.
type lazyMap[K comparable, V any] struct {
	mutex  sync.Mutex
	values map[K]V
}

func (l *lazyMap[K, V]) get(key K, fresh func() (V, error)) (V, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if v, ok := l.values[key]; ok {
		return v, nil
	}
	v, err := fresh()
	if err != nil {
		return v, err
	}
	if l.values == nil {
		l.values = map[K]V{}
	}
	l.values[key] = v
	return v, nil
}
