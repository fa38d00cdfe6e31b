// Gathering: all ranks get the results of the rows of each.

package peers

import (
	"context"
	"unsafe"
)

// Column is Width numbers a row; a rank has those of its own rows.
type Column struct {
	Values []float64
	Width  int
}

// Gather fills in the rows of other ranks. If failed is not nil on some rank, it returns an error on all of them: failed
// itself if it is not nil, else an *Error.
func (t *Team) Gather(ctx context.Context, failed error, columns ...Column) error {
	if IsLost(failed) {
		return failed
	}
	send, receive := []byte{flagOf(failed)}, make([][]byte, t.Size())
	numbers := func(rank int, each func(part []float64)) {
		lo, hi := t.Rows(rank)
		for _, c := range columns {
			each(c.Values[lo*c.Width : hi*c.Width])
		}
	}
	if failed == nil {
		numbers(t.Rank(), func(part []float64) { send = append(send, Bytes(part)...) })
	}
	for r := range receive {
		n := 1
		numbers(r, func(part []float64) { n += 8 * len(part) })
		receive[r] = make([]byte, n)
	}
	if failed != nil {
		send = append(send, make([]byte, len(receive[t.Rank()])-1)...)
	}
	if err := t.Exchange(ctx, [][]byte{send}, receive); err != nil {
		return err
	}
	if err := Failed(receive, failed); err != nil {
		return err
	}
	for r, from := range receive {
		from = from[1:]
		numbers(r, func(part []float64) { from = from[copy(Bytes(part), from):] })
	}
	return nil
}

// Bytes returns the memory of numbers. Ranks have one byte order: processors of different kinds are refused before the
// first exchange of numbers.
func Bytes(x []float64) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(x))), 8*len(x))
}

func flagOf(failed error) byte {
	if failed != nil {
		return 1
	}
	return 0
}

// Failed returns the error that a first byte above 0 means, in what ranks have sent.
func Failed(received [][]byte, mine error) error {
	if mine != nil {
		return &told{mine}
	}
	for r, from := range received {
		if from[0] != 0 {
			return &Error{Rank: r}
		}
	}
	return nil
}
