// Files that are held by one at a time.

package locks_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/gorgoflow/gorgoflow/internal/locks"
)

// TestHold: a file has one holder at a time, and is gone after the last. A file without a lock, as a killed process
// leaves it, can be held, and one that cannot be made is held by nobody.
func TestHold(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no locks here")
	}
	name := filepath.Join(t.TempDir(), "lock")
	if file, err := os.Create(name); err != nil || file.Close() != nil {
		t.Fatal(err)
	}
	for range 2 {
		h, taken := locks.Hold(name)
		if again, other := locks.Hold(name); taken || again != nil || !other {
			t.Fatalf("taken %t, then %t; want one holder", taken, other)
		}
		h.Release()
		if _, err := os.Stat(name); !os.IsNotExist(err) {
			t.Errorf("after a release: %v, want no file", err)
		}
	}
	if h, taken := locks.Hold(filepath.Join(name, "of", "none")); h != nil || taken {
		t.Errorf("%v, taken %t without a folder", h, taken)
	}
}
