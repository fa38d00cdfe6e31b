// Arrays of an archive whose columns stand behind each other.

package npy_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// packed is an archive of an array.
func packed(t *testing.T, method uint16, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "x.npy", Method: method})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestColumnsBehindEachOtherInAnArchive: an array in Fortran's order, as numpy.savez writes the values of a frame, is unpacked
// once, and not for each column up to this. All columns, some in another order, and a single one are those of the array.
func TestColumnsBehindEachOtherInAnArchive(t *testing.T) {
	const rows, columns = 30, 300
	values := make([]float64, rows*columns)
	for i := range values {
		values[i] = float64(i*i%1009) / 8
	}
	content := file("'<f8'", fmt.Sprintf("(%d, %d)", rows, columns), true, values)
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		archive := packed(t, method, content)
		for _, o := range []*table.Options{nil, {Columns: []string{"300", "7", "12"}}, {Columns: []string{"299"}}} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got, err := read(t, archive, o)
			runtime.ReadMemStats(&after)
			if err != nil {
				t.Fatal(err)
			}
			for k, c := range got.Columns {
				j := k
				if o != nil {
					fmt.Sscan(o.Columns[k], &j)
					j--
				}
				for i, v := range c.Numbers {
					if want := values[j*rows+i]; v != want {
						t.Fatalf("column %d, row %d is %v, want %v", j, i, v, want)
					}
				}
			}
			if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 8<<20 {
				t.Errorf("%d bytes for %d of values", bytes, 8*len(values))
			}
		}
		archive[len(archive)/3] ^= 4
		if got, err := read(t, archive, nil); err == nil || method == zip.Store && !errors.Is(err, zip.ErrChecksum) {
			t.Errorf("a damaged archive: %v, %v", got, err)
		}
	}
}
