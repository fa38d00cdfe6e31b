// File locks on systems with flock.

//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package atomicfile

import (
	"os"
	"syscall"

	"github.com/gorgoflow/gorgoflow/internal/locks"
)

// closeToRename: an open file can be renamed, so that its lock is held until it has been renamed.
const closeToRename = false

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
	if locked, _ := locks.Take(file); locked && locks.IsStill(file, name) {
		os.Remove(name)
	}
}
