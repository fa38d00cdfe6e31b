// Ranks: what to do when a launcher such as mpirun has started several processes.

package command

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/pkg/errors"
)

// A RanksError refuses a sub-command that a launcher has started in several processes. Each process would do all of it
// and write the same files.
type RanksError struct {
	Command    string
	By         string // the environment variable that says so
	Rank, Size int    // of this process; Size is 0 where the launcher does not tell
}

// Error says what would be right.
func (e *RanksError) Error() string {
	return fmt.Sprintf("this process is rank %d of several that a launcher of MPI has started (%s is set), which share a fit alone, and each of them would do all of %s and write the same files; "+
		"want it run once, without mpirun or with %s unset; the rows of score are shared out by -shard", e.Rank, e.By, e.Command, e.By)
}

// checkRanks refuses several processes for a sub-command that works in one. Rank 0 may be alone if the number of processes
// is unknown.
func checkRanks(command string) error {
	l, several := peers.Launched()
	if !several || l.Size == 0 && l.Rank == 0 {
		return nil
	}
	return errors.WithStack(&RanksError{Command: command, By: l.By, Rank: l.Rank, Size: l.Size})
}
