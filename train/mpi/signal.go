// The signal by which MPICH's launcher tells of a process that has died.

//go:build !nompi && (linux || darwin) && (amd64 || arm64)

package mpi

import (
	"os"
	"os/signal"
	"syscall"
)

// takeSignalBack gives SIGUSR1 back to Go. MPICH installs a handler of its own, which does not run on the stack that Go has
// for signals. MPICH's launcher sends that signal to all ranks when one has died, if it is told not to kill them, and a Go
// program then ends with "non-Go code set up signal handler without SA_ONSTACK flag". Ignore removes the handler, and Notify
// keeps processes that this one starts from ignoring the signal.
func (t *thread) takeSignalBack() {
	if t.handles != ofMPICH {
		return
	}
	signal.Ignore(syscall.SIGUSR1)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGUSR1)
}
