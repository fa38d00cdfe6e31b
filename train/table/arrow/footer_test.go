// Files that hold no stream, whose footer alone says where their blocks are.

package arrow_test

import (
	"bytes"
	"os"
	"runtime"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// polars has two record batches of x = 1.5, null, 3.5 and city = Bonn, Ulm, Bonn, which is categorical: Polars 2.1 by
// write_ipc(compression="zstd", record_batch_size=2). Its dictionary stands behind the rows.
func polars(t *testing.T) []byte {
	t.Helper()
	content, err := os.ReadFile("testdata/polars.arrow")
	must(t, err)
	return content
}

// TestFileWithoutStream: blocks are found by the footer, in a file and in what has no offsets.
func TestFileWithoutStream(t *testing.T) {
	inFile, err := table.ReadFile("testdata/polars.arrow", nil)
	must(t, err)
	piped, err := readContent(polars(t))
	must(t, err)
	for _, got := range []*table.Table{inFile, piped} {
		x, city := got.Columns[0], got.Columns[1]
		if got.Rows() != 3 || x.Numbers[0] != 1.5 || !x.Missing[1] || x.Numbers[2] != 3.5 || city.Texts[0] != "Bonn" || city.Texts[1] != "Ulm" || city.Texts[2] != "Bonn" {
			t.Errorf("got %+v and %+v", x, city)
		}
	}
}

// TestDamageWithoutStream: a file that is cut short is an error, wherever, and a changed byte takes no memory and no panic.
func TestDamageWithoutStream(t *testing.T) {
	whole := polars(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := 0; i < len(whole); i += 3 {
		if _, err := readContent(whole[:i]); err == nil {
			t.Errorf("%d of %d bytes are no error", i, len(whole))
		}
		changed := bytes.Clone(whole)
		changed[i] ^= 1 << (i % 8)
		_, _ = readContent(changed)
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / uint64(len(whole)); each > 4<<20 {
		t.Errorf("%d bytes for a file of %d", each, len(whole))
	}
}

func readContent(content []byte) (*table.Table, error) {
	r, err := table.NewReader(bytes.NewReader(content), "rows", nil)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return table.ReadRest(r)
}
