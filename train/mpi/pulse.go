// The pulse: ranks tell rank 0 that they live, and rank 0 tells them, or names a lost rank.

package mpi

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"github.com/gorgoflow/gorgoflow/train"
)

// beatEvery is the time between two beats.
const beatEvery = 500 * time.Millisecond

const (
	pulseTag    = 7
	messageSize = 512
)

// pulse is the sign of life of this rank and of those that it hears: rank 0 hears all, the others hear rank 0.
type pulse struct {
	*thread
	communicator handle
	silence      time.Duration
	next         time.Time
	lines        []*line
	gone         *train.PeerError
}

// line is the connection to one rank, in both directions. Its message is 1 + the lost rank, or 0; 1 + the exchanges
// after which the sender closes, or 0; the amounts of the last two exchanges; and the reason of the loss. It is pinned,
// since requests write to it.
type line struct {
	request, sending handle
	isSending        bool
	isListening      bool
	from, to         [messageSize]byte
	rank             int
	heard            time.Time
	closes           uint64 // as in the last message
	amounts          [2]amount
}

// Where a message has its amounts, and where its reason begins.
const (
	amountsAt = 16
	reasonAt  = amountsAt + 2*amountSize
)

func newPulse(t *thread, communicator handle, silence time.Duration) *pulse {
	p := &pulse{thread: t, communicator: communicator, silence: silence}
	for rank := range t.size {
		if rank != t.rank && (rank == 0 || t.rank == 0) {
			l := &line{rank: rank, heard: time.Now()}
			t.pinner.Pin(l)
			p.lines = append(p.lines, l)
			p.listen(l)
		}
	}
	return p
}

// listen begins to receive the next beat. A rank that cannot be reached falls silent and is found lost later.
func (p *pulse) listen(l *line) {
	l.isListening = p.call("MPI_Irecv", address(&l.from), messageSize, p.handles.byte, uintptr(l.rank), pulseTag, p.communicator, address(&l.request)) == nil
}

// beat receives beats, and sends one if it is time. It returns an error once a rank is lost.
func (p *pulse) beat(now time.Time) error {
	if p.gone != nil {
		return p.gone
	}
	for _, l := range p.lines {
		p.hear(l, now)
	}
	if now.After(p.next) || p.gone != nil {
		p.next = now.Add(beatEvery)
		for _, l := range p.lines {
			p.tell(l)
		}
	}
	if p.gone != nil {
		p.hurry()
		return p.gone
	}
	return nil
}

// hear checks for a beat, and for how long there was none.
func (p *pulse) hear(l *line, now time.Time) {
	for l.isListening && p.isDone(&l.request) {
		l.heard, l.closes = now, binary.LittleEndian.Uint64(l.from[8:])
		if lost := binary.LittleEndian.Uint64(l.from[:]); lost > 0 {
			why, _, _ := strings.Cut(string(l.from[reasonAt:]), "\x00")
			p.lose(int(lost-1), why)
			return
		}
		l.amounts = [2]amount{readAmount(l.from[amountsAt:]), readAmount(l.from[amountsAt+amountSize:])}
		p.listen(l)
	}
	if quiet := now.Sub(l.heard); quiet > p.silence {
		p.lose(l.rank, fmt.Sprintf("no sign of life for %v", quiet.Round(100*time.Millisecond)))
	}
	if p.isApart(l) {
		p.lose(max(l.rank, p.thread.rank), "it exchanges something else than rank 0: on one of them the program, or an objective, optimiser or model of the caller's, does something else")
	}
	if p.exchanging && l.closes > 0 && l.closes <= p.begun { // it will not take part
		p.lose(l.rank, "it has closed its World while another rank exchanges; a process that ends by an error of its own calls Leave")
	}
}

func (p *pulse) lose(rank int, reason string) {
	if p.gone == nil {
		p.gone = &train.PeerError{Rank: rank, Lost: true, Reason: reason}
	}
}

// tell sends a beat, if the previous one has been sent.
func (p *pulse) tell(l *line) {
	if l.isSending && !p.isDone(&l.sending) {
		return
	}
	clear(l.to[:])
	p.now.with(l.rank).write(l.to[amountsAt:])
	p.before.with(l.rank).write(l.to[amountsAt+amountSize:])
	if p.closing {
		binary.LittleEndian.PutUint64(l.to[8:], p.begun+1)
	}
	if p.gone != nil {
		binary.LittleEndian.PutUint64(l.to[:], uint64(p.gone.Rank)+1)
		copy(l.to[reasonAt:messageSize-1], p.gone.Reason)
	}
	l.isSending = p.call("MPI_Isend", address(&l.to), messageSize, p.handles.byte, uintptr(l.rank), pulseTag, p.communicator, address(&l.sending)) == nil
}

// hurry waits until the news of a loss has been sent, since this process may end next.
func (p *pulse) hurry() {
	for range 100 {
		left := 0
		for _, l := range p.lines {
			if l.isSending && l.rank != p.gone.Rank && !p.isDone(&l.sending) {
				left++
			}
		}
		if left == 0 {
			break
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// leave tells the others that this rank is gone.
func (p *pulse) leave(reason string) {
	p.lose(p.thread.rank, reason)
	for _, l := range p.lines {
		p.tell(l)
	}
	p.hurry()
}

// stop ends open requests, since a library may complain of them at its end.
func (p *pulse) stop() {
	for _, l := range p.lines {
		if l.isListening {
			_ = p.call("MPI_Cancel", address(&l.request))
		}
		for tries := 0; tries < 100 && !(p.isDone(&l.request) && (!l.isSending || p.isDone(&l.sending))); tries++ {
			time.Sleep(time.Millisecond)
		}
	}
	p.lines = nil
}

// isDone says whether a request has completed; a request that cannot be tested has not.
func (p *pulse) isDone(request *handle) bool {
	done, err := p.test(request)
	return err == nil && done
}
