// An example of the package's documentation.

package atomicfile_test

import (
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"

	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
)

// ExampleWrite writes a file twice. The second write fails half way, and the file keeps all of its old content.
func ExampleWrite() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "scores.csv")
	interrupted := errors.New("no numbers left")
	for _, failure := range []error{nil, interrupted} {
		err := atomicfile.Write(path, func(w io.Writer) error {
			if _, err := fmt.Fprintln(w, "logp"); err != nil {
				return err
			}
			return failure
		})
		content, _ := os.ReadFile(path)
		left, _ := os.ReadDir(folder)
		fmt.Printf("failed %t, %q, %d file\n", errors.Is(err, interrupted), content, len(left))
	}
	// Output:
	// failed false, "logp\n", 1 file
	// failed true, "logp\n", 1 file
}
