// This file makes files for content that has no name yet, and removes those that a killed writer has left.

package atomicfile

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/pkg/errors"
)

// A temporary file of path NAME is .NAME.0123456789abcdef.part. Its writer holds a lock on
// it, which the system takes away when the writer dies: that tells a file that is abandoned.
var temporary = regexp.MustCompile(`^[0-9a-f]{16}\.part$`)

// prefixOf begins the names of a path's temporary files. A long name is cut, so that theirs
// are not too long where it is not.
func prefixOf(path string) string {
	name := filepath.Base(path)
	return "." + name[:min(len(name), 200)] + "."
}

// attempts bounds the names that are tried; one is all but always enough.
const attempts = 100

// create makes a temporary file and locks it. Nobody reads it who may not read the file
// that it replaces.
func create(t *target) (*os.File, error) {
	mode := os.FileMode(0o666) // the system takes the umask away
	if t.exists {
		mode = 0o600
	}
	for range attempts {
		name := filepath.Join(filepath.Dir(t.path), fmt.Sprintf("%s%016x.part", prefixOf(t.path), rand.Uint64()))
		file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, mode)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, errors.WithStack(err)
		}
		if isOurs(file) {
			return file, nil
		}
		file.Close()
	}
	return nil, errors.Errorf("%s: no name for a temporary file beside it in %d attempts", t.path, attempts)
}

// isOurs locks a new file. Between its creation and its lock somebody may have found it
// abandoned and remove it. Where files cannot be locked none is found abandoned.
func isOurs(file *os.File) bool {
	_, taken := lock(file)
	return !taken && isStill(file, file.Name())
}

// isStill says whether the name is that of the open file.
func isStill(file *os.File, name string) bool {
	open, err := file.Stat()
	if err != nil {
		return false
	}
	named, err := os.Lstat(name)
	return err == nil && os.SameFile(open, named)
}

// removeAbandoned removes temporary files of path whose writers are dead. What cannot be
// read or removed stays: this is no part of the work.
func removeAbandoned(path string) {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return
	}
	names, _ := dir.Readdirnames(-1)
	dir.Close()
	for _, name := range names {
		if rest, ok := strings.CutPrefix(name, prefixOf(path)); ok && temporary.MatchString(rest) {
			removeIfAbandoned(filepath.Join(filepath.Dir(path), name))
		}
	}
}
