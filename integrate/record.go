package integrate

import "sync"

// recordFunc is told of a step of size h that was tried from t, its error, and what became of it.
type recordFunc func(row int, t, h, e float64, accepted bool)

// recordBuffer holds the steps of a runner that were tried until they can be told.
type recordBuffer struct {
	mutex *sync.Mutex
	tell  recordFunc
	tried []attempt // by control
}

// attempt is a step that was tried.
type attempt struct {
	row      int
	t, h, e  float64
	accepted int // steps of the row before
}

func newRecordBuffer(p *plan) *recordBuffer {
	if p.tell == nil {
		return nil
	}
	return &recordBuffer{mutex: &p.telling, tell: p.tell, tried: make([]attempt, 0, p.Lanes)}
}

// try notes a step that is about to be judged.
func (b *recordBuffer) try(l *lane, e float64) {
	b.tried = append(b.tried, attempt{l.row, l.from, l.tried, e, l.stats.Accepted})
}

// flush tells what has become of the steps of the first lanes.
func (b *recordBuffer) flush(lanes []lane) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for l, a := range b.tried {
		b.tell(a.row, a.t, a.h, a.e, lanes[l].stats.Accepted > a.accepted)
	}
	b.tried = b.tried[:0]
}
