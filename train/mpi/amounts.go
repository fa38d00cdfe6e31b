// Amounts: how much an exchange moves, by which ranks find that they take part in different exchanges.

package mpi

import "encoding/binary"

// amounts are what an exchange of this rank moves: bytes by rank, twice, plus 1 where each rank is sent something else.
type amounts struct {
	number   uint64 // of the exchange; 0: none
	to, from []uint64
}

func (a *amounts) set(number uint64, send, receive [][]byte) {
	a.number, a.to, a.from = number, a.to[:0], a.from[:0]
	kind := uint64(0)
	if len(send) > 1 {
		kind = 1
	}
	for r := range receive {
		a.to = append(a.to, 2*uint64(len(send[min(r, len(send)-1)]))+kind)
		a.from = append(a.from, 2*uint64(len(receive[r]))+kind)
	}
}

// amount is what an exchange moves between two ranks.
type amount struct{ number, to, from uint64 }

const amountSize = 24

func (a *amounts) with(rank int) (m amount) {
	if a.number > 0 {
		m = amount{a.number, a.to[rank], a.from[rank]}
	}
	return m
}

func (m amount) write(b []byte) {
	for i, v := range []uint64{m.number, m.to, m.from} {
		binary.LittleEndian.PutUint64(b[8*i:], v)
	}
}

func readAmount(b []byte) amount {
	return amount{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]), binary.LittleEndian.Uint64(b[16:])}
}

// isApart says whether an exchange is one thing here and another thing at the other end of a line. A library of MPI may
// wait for ever then, or deliver numbers of one thing as those of another. The exchange before counts too, since a rank
// may be through with it.
func (p *pulse) isApart(l *line) bool {
	for _, theirs := range l.amounts {
		for _, mine := range []amount{p.now.with(l.rank), p.before.with(l.rank)} {
			if mine.number > 0 && mine.number == theirs.number && (mine.to != theirs.from || mine.from != theirs.to) {
				return true
			}
		}
	}
	return false
}
