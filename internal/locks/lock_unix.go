// Locks on systems with flock.

//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package locks

import (
	"os"
	"syscall"
)

// Take takes the file's lock without waiting. taken says that somebody else has it; both results are false if the file
// system has no locks.
func Take(file *os.File) (locked, taken bool) {
	raw, err := file.SyscallConn()
	if err != nil {
		return false, false
	}
	failed := raw.Control(func(fd uintptr) { err = syscall.Flock(int(fd), syscall.LOCK_EX|syscall.LOCK_NB) })
	return failed == nil && err == nil, failed == nil && err == syscall.EWOULDBLOCK
}
