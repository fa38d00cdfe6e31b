// File locks on systems with flock.

//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package atomicfile

import (
	"os"
	"syscall"
)

// closeToRename: an open file can be renamed, so that its lock is held until it has been renamed.
const closeToRename = false

// lock takes the file's lock without waiting. taken says that another process has it; both results are false if the file
// system has no locks.
func lock(file *os.File) (locked, taken bool) {
	raw, err := file.SyscallConn()
	if err != nil {
		return false, false
	}
	failed := raw.Control(func(fd uintptr) { err = syscall.Flock(int(fd), syscall.LOCK_EX|syscall.LOCK_NB) })
	return failed == nil && err == nil, failed == nil && err == syscall.EWOULDBLOCK
}

// removeIfAbandoned removes a file that nobody has locked. It does not open a pipe of that name, which could wait for ever.
func removeIfAbandoned(name string) {
	if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return
	}
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return
	}
	defer file.Close()
	if locked, _ := lock(file); locked && isStill(file, name) {
		os.Remove(name)
	}
}
