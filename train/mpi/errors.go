// Errors of joining.

package mpi

import (
	"fmt"
	"strings"
)

// LibraryError says that a launcher has started several processes, and that this one cannot reach the others.
type LibraryError struct {
	Launch string   // the variable of the environment that says so
	Tried  []string // libraries
	Cause  error    // the last failure
}

// Error says what was tried and what would be right.
func (e *LibraryError) Error() string {
	if len(e.Tried) == 0 {
		return fmt.Sprintf("train/mpi: a launcher of MPI has started several processes (%s is set), which cannot reach each other: %v", e.Launch, e.Cause)
	}
	return fmt.Sprintf("train/mpi: a launcher of MPI has started several processes (%s is set), and no library of MPI could be used to reach the others (tried %s): %v; "+
		"want MPICH, Open MPI or a libmpi_abi.so of MPI 5 installed, that of the launcher, or its path in GORGOFLOW_MPI", e.Launch, strings.Join(e.Tried, ", "), e.Cause)
}

// Unwrap gives the cause.
func (e *LibraryError) Unwrap() error { return e.Cause }
