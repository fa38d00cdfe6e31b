// Temporary files for new content, and removing those that a killed writer has left.

package atomicfile

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/gorgoflow/gorgoflow/internal/locks"
	"github.com/pkg/errors"
)

// A temporary file of path NAME is .NAME.0123456789abcdef.part. Its writer holds a lock on the file. The system
// releases the lock when the writer dies, so a file without a lock is abandoned.
var temporary = regexp.MustCompile(`^[0-9a-f]{16}\.part$`)

// prefixOf is the prefix of the names of a path's temporary files. A long name is cut, so that names of temporary files are
// not too long.
func prefixOf(path string) string {
	name := filepath.Base(path)
	return "." + name[:min(len(name), 200)] + "."
}

// attempts bounds the names that are tried; one is nearly always enough.
const attempts = 100

// create makes a temporary file and locks it. Only those who may read the replaced file may read it.
func create(t *target) (*os.File, error) {
	mode := os.FileMode(0o666) // the system applies the umask
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

// isOurs locks a new file. Between creation and lock another process may have taken it for abandoned and removed it. Where
// files cannot be locked none counts as abandoned.
func isOurs(file *os.File) bool {
	_, taken := locks.Take(file)
	return !taken && locks.IsStill(file, file.Name())
}

// removeAbandoned removes temporary files of path whose writers are dead. It ignores errors, since Write does not depend on
// it.
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
