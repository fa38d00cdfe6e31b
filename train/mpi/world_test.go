// What a process can tell without an MPI: that it is alone, or that it has no library to reach the others by.

package mpi_test

import (
	"errors"
	"testing"

	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/mpi"
)

func TestAProcessAloneIsAWorld(t *testing.T) {
	for _, w := range []*mpi.World{nil, {}, joined(t)} {
		if w.Rank() != 0 || w.Size() != 1 || w.Library() != "" {
			t.Errorf("rank %d of %d by %q, want 0 of 1 without a library", w.Rank(), w.Size(), w.Library())
		}
		got := [][]byte{make([]byte, 2)}
		if err := w.Exchange(t.Context(), [][]byte{{1, 2}}, got); err != nil || got[0][1] != 2 {
			t.Errorf("gets %v, error %v; want what it sends", got, err)
		}
		if err := w.Exchange(t.Context(), nil, got); !errors.Is(err, train.ErrSettings) {
			t.Errorf("sends nothing: error %v, want ErrSettings", err)
		}
		w.Leave(errors.New("nothing to leave"))
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}

func joined(t *testing.T) *mpi.World {
	t.Helper()
	w, err := mpi.Join(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestWithoutALibrary: a process that mpirun has started with others does not go on alone where it cannot reach the others.
func TestWithoutALibrary(t *testing.T) {
	t.Setenv("OMPI_COMM_WORLD_SIZE", "4")
	t.Setenv("OMPI_COMM_WORLD_RANK", "1")
	t.Setenv("GORGOFLOW_MPI", "no/such/library.so")
	var of *mpi.LibraryError
	if _, err := mpi.Join(t.Context()); !errors.As(err, &of) || of.Launch != "OMPI_COMM_WORLD_SIZE" || of.Unwrap() == nil {
		t.Errorf("no library: error %v, want a LibraryError that says what launched the process", err)
	}
	t.Setenv("GORGOFLOW_MPI", "libc.so.6")
	if _, err := mpi.Join(t.Context()); !errors.As(err, &of) {
		t.Errorf("the C library: error %v, want a LibraryError", err)
	}
	t.Setenv("GORGOFLOW_MPI_SILENCE", "soon")
	if _, err := mpi.Join(t.Context()); !errors.Is(err, train.ErrSettings) {
		t.Errorf("a time that is none: error %v, want ErrSettings", err)
	}
}
