// Package locks keeps other processes from files by flock. The system frees a lock when the process that has it dies,
// so that none is left behind.
package locks

import "os"

// IsStill says whether the name still belongs to the open file: somebody may have removed it before it was locked.
func IsStill(file *os.File, name string) bool {
	open, err := file.Stat()
	if err != nil {
		return false
	}
	named, err := os.Lstat(name)
	return err == nil && os.SameFile(open, named)
}

// Held is a file whose lock this process has. nil is none.
type Held struct{ file *os.File }

// attempts bounds how often a file is made anew whose last holder removed it before it was locked here.
const attempts = 100

// Hold makes and locks an empty file of that name. taken says that another Held has it. Where files cannot be made or
// locked, h is nil and taken false. A file that a killed process has left is locked like a new one.
func Hold(name string) (h *Held, taken bool) {
	if there, err := os.Lstat(name); err == nil && !there.Mode().IsRegular() {
		return nil, false
	}
	for range attempts {
		file, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o666) // NFS locks what can be written
		if err != nil {
			return nil, false
		}
		locked, taken := Take(file)
		if locked && IsStill(file, name) {
			return &Held{file}, false
		}
		file.Close()
		if !locked && !taken {
			os.Remove(name)
		}
		if !locked {
			return nil, taken
		}
	}
	return nil, false
}

// Release removes the file and frees its lock, in this order: whoever locks a file that is gone makes another one.
func (h *Held) Release() {
	if h == nil {
		return
	}
	os.Remove(h.file.Name())
	h.file.Close()
}
