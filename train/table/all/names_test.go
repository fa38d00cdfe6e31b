// Names of files in errors.

package all_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestErrorsNameTheFileOnce: the error of a file that cannot be read has its name once, whatever its format.
func TestErrorsNameTheFileOnce(t *testing.T) {
	cube := "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 1), }\n"
	for _, content := range []string{
		"\x93NUMPY\x01\x00" + string(rune(len(cube))) + "\x00" + cube,
		"", "PAR1\x15\x04 and no footer", "ARROW1\x00\x00 and no schema", "\xff\xff\xff\xff\x10\x00\x00\x00 ", "\x93NUMPY\x01\x00\x10\x00{}", "{\"a\": [1]}\n", "a,a\n1,2\n",
	} {
		_, err := table.NewReader(bytes.NewReader([]byte(content)), "mine.x", nil)
		if err == nil || strings.Count(err.Error(), "mine.x") != 1 {
			t.Errorf("%q: got %v, want an error that names the file once", content, err)
		}
	}
}
