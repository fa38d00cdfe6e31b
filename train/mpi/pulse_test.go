// The pulse of a rank that waits, over functions of MPI that are made here.

//go:build !nompi && (linux || darwin) && (amd64 || arm64)

package mpi

import (
	"testing"
	"time"

	"github.com/ebitengine/purego"
)

// TestPulseWhileALibraryYields: a rank that waits sends signs of life, also where each test of its request lets other
// programs run for a while. Others took it for dead, as it made 2000 tests first.
func TestPulseWhileALibraryYields(t *testing.T) {
	rank := &thread{rank: 1, size: 2}
	tests, beats := 0, 0
	rank.library = &library{functions: map[string]uintptr{
		"MPI_Irecv": purego.NewCallback(func() uintptr { return 0 }),
		"MPI_Isend": purego.NewCallback(func() uintptr { beats++; return 0 }),
		"MPI_Test": purego.NewCallback(func(request *handle, flag *int32) uintptr {
			*flag = 0
			if request == &rank.cell.request {
				if tests++; tests == 20 {
					*flag = 1
				}
				time.Sleep(time.Millisecond)
			}
			return 0
		}),
	}}
	rank.pulse = newPulse(rank, 0, time.Hour)
	if err := rank.wait(); err != nil || beats == 0 {
		t.Errorf("error %v, %d signs of life in %d tests of a millisecond; want one at least", err, beats, tests)
	}
}
