// Locks on systems without flock: there are none.

//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd)

package locks

import "os"

// Take takes no lock.
func Take(*os.File) (locked, taken bool) { return false, false }
