// Steps held until the recorder is called with them.

package forward

import "github.com/gorgoflow/gorgoflow/integrate/internal/control"

// recordBuffer holds the steps that a runner has tried until it is known whether they are accepted.
type recordBuffer struct {
	tell  control.RecordFunc
	tried []attempt // by control
}

// attempt is a step that was tried.
type attempt struct {
	row     int
	t, h, e float64
}

func newRecordBuffer(p *control.Scheme) *recordBuffer {
	if p.Tell == nil {
		return nil
	}
	return &recordBuffer{tell: p.Tell, tried: make([]attempt, 0, p.Lanes)}
}

// try holds steps that are about to be accepted or rejected.
func (b *recordBuffer) try(rows []control.Row, e []float64) {
	for i := range rows {
		l := &rows[i]
		b.tried = append(b.tried, attempt{l.Row, l.From, l.Tried, e[i]})
	}
}

// flush calls the recorder with the steps of the first lanes.
func (b *recordBuffer) flush(lanes []control.Row) {
	for l, a := range b.tried {
		b.tell(a.row, a.t, a.h, a.e, lanes[l].Took)
	}
	b.tried = b.tried[:0]
}
