// Ranks: a fit by several processes that mpirun has started.

package fit

import (
	"context"
	"io"

	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/train/mpi"
	"github.com/pkg/errors"
)

// ErrUnfinished is the error of a training that was interrupted or diverged, and whose files are written all the same.
var ErrUnfinished = errors.New("the training is not finished")

// Run fits. given holds the names of the flags that were given. Of several processes that mpirun has started, rank 0
// prints and writes.
func (f *Flags) Run(ctx context.Context, given map[string]bool, stdout, stderr io.Writer) error {
	if err := f.checkInput(); err != nil {
		return err
	}
	world, err := mpi.Join(ctx)
	if err != nil {
		return err
	}
	if world.Rank() > 0 {
		stdout, stderr = io.Discard, io.Discard
	}
	ended, err := f.run(ctx, world, given, stdout, stderr)
	if err != nil {
		if world.Size() > 1 {
			err = errors.WithMessagef(err, "rank %d of %d", world.Rank(), world.Size())
		}
		world.Leave(err)
		return err
	}
	if err := world.Close(); err != nil {
		return err
	}
	return ended
}

// checkInput refuses standard input of several processes. A launcher gives it to one of them, and the others would wait for
// its end, and that one for them.
func (f *Flags) checkInput() error {
	if l, several := peers.Launched(); several && f.Data == "-" {
		return errors.Errorf("- is standard input, which a launcher of MPI (%s is set) gives to one process; want a file that all of them can read", l.By)
	}
	return nil
}
