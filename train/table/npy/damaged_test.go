// Headers that say more than a file has, and values that are not those that were written.

package npy_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestHeadersThatSayTooMuch: arrays that are not there are refused without the memory that they would take, and do not
// hinder others in the file.
func TestHeadersThatSayTooMuch(t *testing.T) {
	x := file("'<f8'", "(2,)", false, 1., 2.)
	for descr, shape := range map[string]string{
		"'<U65536'": "(1, 1000)", "'<U262144'": "(1, 1048576)", "'<f8'": "(1, 1048576)", "'|i1'": "(0, 1048576)", "'<f4'": "(4611686018427387,)",
		"'>f8'": "(0, 1000)", "[('a', '<U262144'), ('b', '<f8')]": "(3,)", "[('a', '<i8'), ('b', '<f8')]": "(-1,)",
	} {
		damaged := file(descr, shape, false, 1., 2.)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := read(t, damaged, nil)
		_, together := read(t, archive([]string{"x", "y"}, x, damaged), nil)
		runtime.ReadMemStats(&after)
		for _, err := range []error{err, together} {
			if err == nil || errors.Is(err, table.ErrNoRows) != strings.HasPrefix(shape, "(0,") {
				t.Errorf("%s of %s: got %v, want an error of the header, or none of rows where it says so", shape, descr, err)
			}
		}
		if taken := (after.TotalAlloc - before.TotalAlloc) >> 20; taken > 16 {
			t.Errorf("%s of %s: %d MB for a file of %d bytes", shape, descr, taken, len(damaged))
		}
		if got, err := read(t, archive([]string{"x", "y"}, x, damaged), &table.Options{Columns: []string{"x"}}); err != nil || show(got) != "x:number 1 2" {
			t.Errorf("%s of %s: got %v, %v, want x", shape, descr, got, err)
		}
	}
	if _, err := read(t, file("'<f8'", "(1000, 3)", false, 1., 2.), nil); err == nil || !strings.Contains(err.Error(), "1000 rows of 24 bytes, of which 16 are there") {
		t.Errorf("got %v, want how much is there", err)
	}
}

// TestDamagedValues: a changed bit of a value in an npz file is noticed, whichever columns are read and however many rows.
func TestDamagedValues(t *testing.T) {
	for _, fortran := range []bool{false, true} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.CreateHeader(&zip.FileHeader{Name: "x.npy", Method: zip.Store}) // as numpy.savez does
		if err != nil {
			t.Fatal(err)
		}
		values := make([]float64, 20_000)
		values[9_999] = 1234567
		w.Write(file("'<f8'", "(10000, 2)", fortran, values))
		z.Close()
		whole := b.Bytes()
		damaged := bytes.Replace(whole, []byte{0x87, 0xd6, 0x32, 0x41}, []byte{0x86, 0xd6, 0x32, 0x41}, 1)
		for _, columns := range [][]string{nil, {"1"}, {"2"}, {"2", "1"}} {
			o := &table.Options{Columns: columns}
			if _, err := read(t, whole, o); err != nil {
				t.Errorf("columns %v: %v", columns, err)
			}
			if got, err := read(t, damaged, o); !errors.Is(err, zip.ErrChecksum) {
				t.Errorf("columns %v: got %v, %v, want ErrChecksum", columns, got, err)
			}
		}
	}
}

// TestArraysAfterEachOther: of several arrays in one file none is left out without a word. Bytes that are no array are.
func TestArraysAfterEachOther(t *testing.T) {
	x := file("'<f8'", "(2,)", false, 1., 2.)
	if got, err := read(t, append(bytes.Clone(x), x...), nil); err == nil || !strings.Contains(err.Error(), "mine.npy: table: another array follows the first one, of 2 rows") {
		t.Errorf("got %v, %v, want an error of the second array", got, err)
	}
	for _, rest := range []string{"", "\x93NUM", strings.Repeat("\x00", 99)} {
		if got, err := read(t, append(bytes.Clone(x), rest...), nil); err != nil || got.Rows() != 2 {
			t.Errorf("%q: got %v, %v, want two rows", rest, got, err)
		}
	}
}
