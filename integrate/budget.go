package integrate

import "slices"

// budget bounds the states that a tape keeps. The zero value of most is no bound.
type budget struct {
	most    int // slots that states may take while steps are recorded
	limit   int // slots there are
	slots   int // slots that have been used
	every   int // of so many steps of a row the state of one is kept
	longest int // the largest number of a step
}

// within bounds the states to a number of bytes, each number taking size of them. There is
// always room for the initial states of the rows and for a state a lane.
func (tp *tape[T]) within(bytes, size, lanes int) {
	if bytes <= 0 || tp.width == 0 {
		return
	}
	rows := len(tp.last)
	tp.most = max(bytes/(tp.width*size), 1)
	tp.limit = max(tp.most, rows+min(rows, lanes))
	if cap(tp.data) > tp.limit*tp.width {
		tp.data = nil
	}
}

// extend makes room for one slot more.
func (tp *tape[T]) extend() {
	n := tp.slots * tp.width
	if n > cap(tp.data) {
		more := max(2*cap(tp.data), 64*tp.width)
		if tp.most > 0 {
			more = min(more, tp.limit*tp.width)
		}
		data := make([]T, len(tp.data), max(more, n))
		copy(data, tp.data)
		tp.data = data
	}
	tp.data = tp.data[:n]
}

// keeps says whether the state of the last record is to be kept, and makes room for it.
func (tp *tape[T]) keeps(record int32) bool {
	number := int32(0)
	if before := tp.previous[record]; before >= 0 {
		number = tp.number[before] + 1
	}
	tp.number = append(tp.number, number)
	if tp.most == 0 {
		return true
	}
	tp.longest = max(tp.longest, int(number))
	for int(number)%tp.every == 0 && tp.slots-len(tp.free) >= tp.most && tp.every <= tp.longest {
		tp.thin()
	}
	return int(number)%tp.every == 0
}

// thin gives up every other state that is kept of a row. From then on half of the budget is
// for the way back, where the states between two that are kept are computed once more.
func (tp *tape[T]) thin() {
	if tp.every == 1 {
		tp.most = max(tp.most/2, 1)
	}
	tp.every *= 2
	for record, slot := range tp.slot {
		if slot != nowhere && int(tp.number[record])%tp.every != 0 {
			tp.drop(int32(record))
		}
	}
}

// drop gives up the state of a record.
func (tp *tape[T]) drop(record int32) {
	tp.free = append(tp.free, tp.slot[record])
	tp.slot[record] = nowhere
}

// spare is the number of slots that are free.
func (tp *tape[T]) spare() int { return tp.limit - tp.slots + len(tp.free) }

// trail lists the records up to and with this one that come after the last whose state is
// kept, which is the first of the list.
func (tp *tape[T]) trail(list []int32, record int32) []int32 {
	list = append(list[:0], record)
	for tp.slot[record] == nowhere {
		record = tp.previous[record]
		list = append(list, record)
	}
	slices.Reverse(list)
	return list
}
