// Ranks: a fit by several processes that mpirun has started.

package fit

import (
	"context"
	"io"

	"github.com/gorgoflow/gorgoflow/train/mpi"
	"github.com/pkg/errors"
)

// Run fits. given holds the names of the flags that were given. Of several processes that mpirun has started, rank 0 prints and
// writes.
func (f *Flags) Run(ctx context.Context, given map[string]bool, stdout, stderr io.Writer) error {
	world, err := mpi.Join()
	if err != nil {
		return err
	}
	if world.Rank() > 0 {
		stdout, stderr = io.Discard, io.Discard
	}
	if err := f.run(ctx, world, given, stdout, stderr); err != nil {
		if world.Size() > 1 {
			err = errors.WithMessagef(err, "rank %d of %d", world.Rank(), world.Size())
		}
		world.Leave(err)
		return err
	}
	return world.Close()
}
