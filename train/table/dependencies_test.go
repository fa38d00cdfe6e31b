// Packages that read no other format depend on no library of one.

package table_test

import (
	"os/exec"
	"strings"
	"testing"
)

// TestHeavyReadersStayApart: whoever imports the flows, the training or the CSV reader imports none of the libraries of
// other formats.
func TestHeavyReadersStayApart(t *testing.T) {
	const module = "github.com/gorgoflow/gorgoflow/"
	out, err := exec.Command("go", "list", "-deps", module+"likelihood", module+"train", module+"train/table", module+"train/table/schema").CombinedOutput()
	if err != nil {
		t.Skipf("go list: %v\n%s", err, out)
	}
	for _, heavy := range []string{"arrow-go", "npyio", "modernc.org", "jackc/pgx", "grpc", "database/sql"} {
		if strings.Contains(string(out), heavy) {
			t.Errorf("%s is imported", heavy)
		}
	}
}
