// Formats are found and named, and sources give the same rows at each opening.

package table_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/tabletest"
)

// TestRowsThatAreThereStay: see tabletest.Keeps.
func TestRowsThatAreThereStay(t *testing.T) {
	for _, name := range []string{"x.csv", "x.csv.gz", "X.CSV.GZ"} {
		tabletest.Keeps(t, filepath.Join(t.TempDir(), name))
	}
}

// TestOtherFormatsAreNamed: whatever people take for a table is refused by the name of its format.
func TestOtherFormatsAreNamed(t *testing.T) {
	for head, name := range map[string]string{
		"PAR1\x15\x04\x15":                          "Parquet",
		"ARROW1\x00\x00":                            "Arrow",
		"\xff\xff\xff\xff\x10\x00":                  "Arrow stream",
		"\x93NUMPY\x01\x00v\x00{'descr'":            "npy",
		"PK\x03\x04\x14\x00aaaaaaaaaaaaaaaaaax.npy": "npz",
		"PK\x03\x04\x14\x00....[Content_Types].xml": "Excel",
		"PK\x03\x04\x14\x00mimetypeapplication/vnd.oasis.opendocument.spreadsheet": "OpenDocument",
		"ORC\n\x07\x12\x05\x08\x90NP\x00":                                          "ORC",
		"FEA1\x00\x00\x00\x00\xbf\xee":                                             "Feather",
		"$FL2@(#) SPSS DATA FILE":                                                  "SPSS",
		"PK\x03\x04\x14\x00a.txt":                                                  "zip",
		"SQLite format 3\x00\x10":                                                  "SQLite",
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":                                         "Excel",
		"\x89HDF\r\n\x1a\n\x00":                                                    "HDF5",
		"\x28\xb5\x2f\xfd\x04":                                                     "zstd",
		"{\"x\": 1}\n{\"x\": 2}\n":                                                 "JSON",
		"[\n  {\"x\": 1}]":                                                         "JSON",
		"% of flowers\n\n@RELATION iris\n@attribute x numeric\n":                   "ARFF",
		"-1 3:0.5 7:1e-3\n1 2:4 9:1\n":                                             "LIBSVM",
		"%%MatrixMarket matrix array real general\n2 1\n":                          "Matrix Market",
		"<!DOCTYPE html><html>":                                                    "HTML",
		"version https://git-lfs.github.com/spec/v1\noid sha256:1":                 "Git LFS",
		"a,b\n1,2\n\x00\x01\x02\x03":                                               "binary",
		"\xff\xfe\x00\x001\x00\x00\x00":                                            "UTF-32",
		"\xff\xfe{\x00\"\x00x\x00\"\x00:\x001\x00}\x00\n\x00":                      "JSON in UTF-16",
		"\x00{\x00 \x00\"\x00x\x00\"\x00:\x001\x00}\x00\n":                         "JSON in UTF-16",
		"\xfe\xff\x00<\x00h\x00t\x00m\x00l\x00>":                                   "HTML in UTF-16",
	} {
		for _, packed := range []bool{false, true} {
			file := filepath.Join(t.TempDir(), "mine.csv")
			content := []byte(head)
			if packed {
				content = zipped(content)
			}
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := table.ReadFile(file, nil)
			var format *table.FormatError
			if !errors.Is(err, table.ErrFormat) || !errors.As(err, &format) || !strings.Contains(format.Format, name) || format.Hint == "" || format.File != file {
				t.Errorf("%s: got %v, want a FormatError with a hint", name, err)
			}
		}
	}
	for name, want := range map[string]string{"x.xlsx": "is of the kind .xlsx, which is not written here", "x": "is a name without an ending, which is not written here"} {
		_, err := table.Create(filepath.Join(t.TempDir(), name), []table.Field{{Name: "x"}})
		if !errors.Is(err, table.ErrFormat) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestRegistry(t *testing.T) {
	open := func(in *table.Input, o *table.Options) (table.Reader, error) {
		text, err := io.ReadAll(in)
		if err != nil {
			return nil, err
		}
		whole, err := table.New(table.NewTexts("text", string(text)))
		if err != nil {
			return nil, err
		}
		return whole.Open()
	}
	mine := &table.Format{Name: "mine", Match: func(head []byte) bool { return bytes.HasPrefix(head, []byte("\x00mine")) }, Open: open}
	if err := table.Register(mine); err != nil {
		t.Fatal(err)
	}
	got, _, err := read(t, "\x00mine too", nil)
	if err != nil || show(got) != "text:text \x00mine too" {
		t.Errorf("got %v, %v, want its text", got, err)
	}
	for _, f := range []*table.Format{mine, {Name: "CSV2"}, {}} {
		if err := table.Register(f); !errors.Is(err, table.ErrSettings) {
			t.Errorf("%+v: got %v, want ErrSettings", f, err)
		}
	}
}

func TestFiles(t *testing.T) {
	folder := t.TempDir()
	packed := zipped([]byte("x,y\n1,2\n"))
	whole, cut := filepath.Join(folder, "whole.csv.gz"), filepath.Join(folder, "cut.csv")
	must(t, os.WriteFile(whole, packed, 0o600))
	must(t, os.WriteFile(cut, packed[:len(packed)-6], 0o600))
	if got, err := table.ReadFile(whole, &table.Options{Columns: []string{"y"}}); err != nil || show(got) != "y:number 2" {
		t.Errorf("got %v, %v, want y alone", got, err)
	}
	if _, err := table.ReadFile(cut, nil); err == nil || !strings.Contains(err.Error(), "cut.csv") {
		t.Errorf("a file cut short gave %v", err)
	}
	if _, err := table.ReadFile(filepath.Join(folder, "none.csv"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: got %v, want ErrNotExist", err)
	}
	out := filepath.Join(folder, "out.csv.gz")
	x, err := table.New(table.NewNumbers("x", 1, 2.5))
	must(t, err)
	w, err := table.Create(out, x.Fields())
	if err != nil {
		t.Fatal(err)
	}
	must(t, w.Write(x))
	must(t, w.Close())
	if got, err := table.ReadFile(out, nil); err != nil || show(got) != "x:number 1 2.5" {
		t.Errorf("got %v, %v, want what was written", got, err)
	}
}

// TestSources: a source gives the same rows at each opening, whatever the size of batches, and each row knows its place.
func TestSources(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.csv")
	must(t, os.WriteFile(file, []byte("x,t\n1,a\n\n2,\n3,c\n"), 0o600))
	whole, err := table.ReadFile(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range []table.Source{table.File{Path: file}, whole} {
		for n := 1; n <= 4; n++ {
			r, err := source.Open()
			if err != nil {
				t.Fatal(err)
			}
			rows := 0
			for batch, err := range table.Batches(r, n) {
				if err != nil || batch.Rows() > n {
					t.Fatal(batch.Rows(), err)
				}
				for i := range batch.Rows() {
					want := table.Place{File: file, Line: []int64{2, 4, 5}[rows], Row: int64(rows) + 1}
					if batch.Place(i) != want || batch.Columns[0].Numbers[i] != float64(rows+1) {
						t.Errorf("row %d is %v at %v, want it at %v", rows, batch.Columns[0].Numbers[i], batch.Place(i), want)
					}
					rows++
				}
			}
			if rows != 3 || r.Close() != nil {
				t.Errorf("%d rows, want 3", rows)
			}
		}
	}
}

func TestNew(t *testing.T) {
	if _, err := table.New(table.NewNumbers("x", 1), table.NewNumbers("x", 2)); !errors.Is(err, table.ErrSameColumn) {
		t.Errorf("got %v, want ErrSameColumn", err)
	}
	if _, err := table.New(table.NewNumbers("x", 1), table.NewNumbers("y")); !errors.Is(err, table.ErrLength) {
		t.Errorf("got %v, want ErrLength", err)
	}
	x, err := table.New(table.NewNumbers("x", 1))
	must(t, err)
	if _, err := x.Column("y"); !errors.Is(err, table.ErrNoColumn) {
		t.Errorf("got %v, want ErrNoColumn", err)
	}
}

// TestStandardInput: standard input can be read once, also from a pipe.
func TestStandardInput(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdin := os.Stdin
	os.Stdin = r
	defer func() { os.Stdin = stdin }()
	_, err = w.WriteString("x,y\n1,2\n")
	must(t, err)
	must(t, w.Close())
	if got, err := table.ReadFile("-", nil); err != nil || show(got) != "x:number,y:number 1,2" {
		t.Errorf("got %v, %v, want what was piped", got, err)
	}
	if _, err := table.ReadFile("-", nil); !errors.Is(err, table.ErrOnce) {
		t.Errorf("the second time: got %v, want ErrOnce", err)
	}
}
