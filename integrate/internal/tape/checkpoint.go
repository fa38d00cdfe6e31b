// The bound on the memory of a tape.

package tape

import "slices"

// bound bounds the states that a tape keeps. If most is 0 there is no bound.
type bound struct {
	most    int // slots that states may take while steps are recorded
	limit   int // slots that exist
	slots   int // slots used so far
	Every   int // one in so many steps of a row keeps its state
	longest int // the largest number of steps of a row
}

// Within bounds the memory of states to a number of bytes, size bytes for each number. There is always room for the
// initial states of the rows and for one state a lane.
func (tp *Tape[T]) Within(bytes, size, lanes int) {
	if bytes <= 0 || tp.Width == 0 {
		return
	}
	rows := len(tp.Last)
	tp.most = max(bytes/(tp.Width*size), 1)
	tp.limit = max(tp.most, rows+min(rows, lanes))
	if cap(tp.Data) > tp.limit*tp.Width {
		tp.Data = nil
	}
}

// extend makes room for one more slot.
func (tp *Tape[T]) extend() {
	n := tp.slots * tp.Width
	if n > cap(tp.Data) {
		more := max(2*cap(tp.Data), 64*tp.Width)
		if tp.most > 0 {
			more = min(more, tp.limit*tp.Width)
		}
		data := make([]T, len(tp.Data), max(more, n))
		copy(data, tp.Data)
		tp.Data = data
	}
	tp.Data = tp.Data[:n]
}

// keeps says whether the state of the last record is to be kept, and if so makes room for it.
func (tp *Tape[T]) keeps(record int32) bool {
	number := int32(0)
	if before := tp.Previous[record]; before >= 0 {
		number = tp.number[before] + 1
	}
	tp.number = append(tp.number, number)
	if tp.most == 0 {
		return true
	}
	tp.longest = max(tp.longest, int(number))
	for int(number)%tp.Every == 0 && tp.slots-len(tp.free) >= tp.most && tp.Every <= tp.longest {
		tp.coarsen()
	}
	return int(number)%tp.Every == 0
}

// coarsen gives up every other kept state of a row. From then on half of the budget is for the replay, which recomputes
// the states between two kept ones.
func (tp *Tape[T]) coarsen() {
	if tp.Every == 1 {
		tp.most = max(tp.most/2, 1)
	}
	tp.Every *= 2
	for record, slot := range tp.Slot {
		if slot != Nowhere && int(tp.number[record])%tp.Every != 0 {
			tp.Drop(int32(record))
		}
	}
}

// Drop gives up the state of a record.
func (tp *Tape[T]) Drop(record int32) {
	tp.free = append(tp.free, tp.Slot[record])
	tp.Slot[record] = Nowhere
}

// Spare is the number of slots that are free.
func (tp *Tape[T]) Spare() int { return tp.limit - tp.slots + len(tp.free) }

// Since lists the records from the last one whose state is kept up to the given one, both included.
func (tp *Tape[T]) Since(list []int32, record int32) []int32 {
	list = append(list[:0], record)
	for tp.Slot[record] == Nowhere {
		record = tp.Previous[record]
		list = append(list, record)
	}
	slices.Reverse(list)
	return list
}
