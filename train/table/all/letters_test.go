// Columns named as files of other formats begin.

package all_test

import (
	"bytes"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestColumnsNamedAsFormats: a CSV file whose first column has the name that files of another format begin with is CSV.
func TestColumnsNamedAsFormats(t *testing.T) {
	for _, name := range []string{"PAR1", "ARROW1", "FEA1", "ORC", "ORCID", "$FL2", "Objects", "PAR1é"} {
		for _, text := range []string{name + ",y\n1,2\n3,4\n", name + "\ty\r\n1\t2\r\n3\t4\r\n"} {
			r, err := table.NewReader(bytes.NewReader([]byte(text)), "mine.csv", nil)
			if err != nil {
				t.Errorf("%q: %v", text, err)
				continue
			}
			got, err := table.ReadRest(r)
			if err != nil || got.Rows() != 2 || got.Columns[0].Name != name {
				t.Errorf("%q: %v, %v", text, got, err)
			}
			r.Close()
		}
	}
}
