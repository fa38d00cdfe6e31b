// The signal by which MPICH's launcher tells of a process that has died.

//go:build !nompi && (linux || darwin) && (amd64 || arm64)

package mpi

import (
	"os"
	"os/signal"
	"syscall"
)

// takeSignalBack makes SIGUSR1 Go's again. MPICH begins by a handler of its own, which does not run on the stack that Go has for signals: its launcher sends that signal to all ranks
// when one has died, if told to leave them alone, and a Go program then ends by "non-Go code set up signal handler without SA_ONSTACK flag". Ignore undoes the handler, and Notify keeps
// processes that this one starts from ignoring the signal.
func takeSignalBack() {
	signal.Ignore(syscall.SIGUSR1)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGUSR1)
}
