// File locks on systems without flock: there are none.

//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd)

package atomicfile

import (
	"os"
	"runtime"
)

// closeToRename: Windows does not rename an open file.
const closeToRename = true

// removeIfAbandoned relies on Windows, which refuses to remove a file that its writer has open. On other systems without
// flock it does nothing.
func removeIfAbandoned(name string) {
	if runtime.GOOS == "windows" {
		os.Remove(name)
	}
}
