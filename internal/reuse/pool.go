// A pool of idle values.

package reuse

import "sync"

// Pool keeps up to Keep idle values for reuse. Further idle values stay until the garbage collector takes them.
type Pool[E any] struct {
	mutex sync.Mutex
	Keep  int
	idle  []*E
	rest  sync.Pool
}

// Get returns an idle value, or a new one.
func (p *Pool[E]) Get(fresh func() *E) *E {
	if e := p.kept(); e != nil {
		return e
	}
	if e, ok := p.rest.Get().(*E); ok {
		return e
	}
	return fresh()
}

func (p *Pool[E]) kept() *E {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	last := len(p.idle) - 1
	if last < 0 {
		return nil
	}
	e := p.idle[last]
	p.idle[last] = nil
	p.idle = p.idle[:last]
	return e
}

// Put makes a value idle.
func (p *Pool[E]) Put(e *E) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if len(p.idle) < p.Keep {
		p.idle = append(p.idle, e)
		return
	}
	p.rest.Put(e)
}
