// Signals that a library of MPI takes from Go: that by which MPICH's launcher tells of a process that has died, and
// those of faults.

//go:build !nompi && (linux || darwin) && (amd64 || arm64)

package mpi

import (
	"os"
	"os/signal"
	"syscall"

	"github.com/ebitengine/purego"
)

// faults are the signals that Go turns into panics.
var faults = [...]syscall.Signal{syscall.SIGSEGV, syscall.SIGBUS, syscall.SIGFPE}

// kept are Go's handlers of faults. UCX, which MPICH loads, has handlers of its own that end the process, so that a nil
// pointer in code of the caller's would be no panic that train.Fit returns as an error.
type kept struct {
	sigaction uintptr // of the C library; 0 if it has none
	handlers  [len(faults)][256]byte
}

// keepFaults reads the handlers before a library is loaded.
func keepFaults() *kept {
	k := &kept{}
	var err error
	if k.sigaction, err = purego.Dlsym(purego.RTLD_DEFAULT, "sigaction"); err != nil {
		return &kept{}
	}
	for i, fault := range faults {
		if code, _, _ := purego.SyscallN(k.sigaction, uintptr(fault), 0, address(&k.handlers[i])); int32(code) != 0 {
			return &kept{}
		}
	}
	return k
}

// giveBack sets the handlers again.
func (k *kept) giveBack() {
	if k.sigaction == 0 {
		return
	}
	for i, fault := range faults {
		purego.SyscallN(k.sigaction, uintptr(fault), address(&k.handlers[i]), 0)
	}
}

// takeSignalBack gives SIGUSR1 back to Go. MPICH installs a handler of its own, which does not run on the stack that Go
// has for signals. MPICH's launcher sends that signal to all ranks when one has died, if it is told not to kill them,
// and a Go program then ends with "non-Go code set up signal handler without SA_ONSTACK flag". Ignore removes the
// handler, and Notify keeps processes that this one starts from ignoring the signal.
func (t *thread) takeSignalBack() {
	if t.handles != ofMPICH {
		return
	}
	signal.Ignore(syscall.SIGUSR1)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGUSR1)
}
