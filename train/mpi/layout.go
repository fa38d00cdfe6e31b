// Layout: parts one after another in memory that stays where it is.

package mpi

import (
	"runtime"
	"unsafe"

	"github.com/gorgoflow/gorgoflow/internal/reuse"
)

// layout is parts that lie one after another, as MPI wants them.
type layout struct {
	bytes          []byte
	counts, places []int32
}

// lay makes room.
func (l *layout) lay(pinner *runtime.Pinner, parts [][]byte) {
	n := total(parts)
	if cap(l.bytes) < n+1 || cap(l.counts) < len(parts) {
		l.bytes, l.counts, l.places = make([]byte, n+1), make([]int32, len(parts)), make([]int32, len(parts))
		pinner.Pin(unsafe.SliceData(l.bytes))
		pinner.Pin(unsafe.SliceData(l.counts))
		pinner.Pin(unsafe.SliceData(l.places))
	}
	l.bytes, l.counts, l.places = l.bytes[:n], reuse.Resized(l.counts, len(parts)), reuse.Resized(l.places, len(parts))
	at := 0
	for i, p := range parts {
		l.counts[i], l.places[i] = int32(len(p)), int32(at)
		at += len(p)
	}
}

func (l *layout) load(parts [][]byte) {
	for i, p := range parts {
		copy(l.bytes[l.places[i]:], p)
	}
}

func (l *layout) store(parts [][]byte) {
	for i, p := range parts {
		copy(p, l.bytes[l.places[i]:])
	}
}
