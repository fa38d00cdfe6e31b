// This file stands in for locks on files where the system has no flock.

//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd)

package atomicfile

import (
	"os"
	"runtime"
)

// closeToRename: Windows renames no file that is open.
const closeToRename = true

func lock(*os.File) (locked, taken bool) { return false, false }

// removeIfAbandoned leaves it to Windows to refuse a file that is open: its writer lives.
// Other systems here do not tell.
func removeIfAbandoned(name string) {
	if runtime.GOOS == "windows" {
		os.Remove(name)
	}
}
