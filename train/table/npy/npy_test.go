// Files of npy and npz: types, orders, archives, what is refused, damage.

package npy_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio/npy"
	"github.com/gorgoflow/gorgoflow/train/table"
	_ "github.com/gorgoflow/gorgoflow/train/table/npy"
	"gonum.org/v1/gonum/mat"
)

// file is an npy file with a header as NumPy writes it.
func file(descr, shape string, fortran bool, values ...any) []byte {
	header := fmt.Sprintf("{'descr': %s, 'fortran_order': %s, 'shape': %s, }", descr, map[bool]string{true: "True", false: "False"}[fortran], shape)
	header += strings.Repeat(" ", 63-(10+len(header))%64) + "\n"
	var b bytes.Buffer
	b.WriteString("\x93NUMPY\x01\x00")
	binary.Write(&b, binary.LittleEndian, uint16(len(header)))
	b.WriteString(header)
	for _, v := range values {
		binary.Write(&b, binary.LittleEndian, v)
	}
	return b.Bytes()
}

func read(t *testing.T, content []byte, o *table.Options) (*table.Table, error) {
	t.Helper()
	r, err := table.NewReader(bytes.NewReader(content), "mine.npy", o)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return table.ReadRest(r)
}

func show(t *table.Table) string {
	var out []string
	for _, c := range t.Columns {
		text := c.Name + ":" + c.Type.String()
		for i := range c.Len() {
			text += " " + c.Format(i)
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

func utf32(text string) []int32 { return []int32([]rune(text)) }

func TestTypesAndOrders(t *testing.T) {
	big := []byte{0, 0, 0, 7, 0xff, 0xff, 0xff, 0xfe}
	cases := []struct {
		content []byte
		want    string
	}{
		{file("'<f8'", "(2,)", false, 1.5, math.NaN()), "column 1:number 1.5 "},
		{file("'<f8'", "(2, 2)", false, 1., 2., 3., 4.), "column 1:number 1 3; column 2:number 2 4"},
		{file("'<f8'", "(2, 2)", true, 1., 2., 3., 4.), "column 1:number 1 2; column 2:number 3 4"},
		{file("'<f4'", "(2,)", false, float32(0.5), float32(2)), "column 1:number 0.5 2"},
		{file("'<f2'", "(2,)", false, uint16(0x3e00), uint16(1)), "column 1:number 1.5 5.960464477539063e-08"},
		{file("'>i4'", "(2,)", false, big), "column 1:integer 7 -2"},
		{file("'|u1'", "(2,)", false, uint8(255), uint8(1)), "column 1:integer 255 1"},
		{file("'|i1'", "(2,)", false, int8(-1), int8(1)), "column 1:integer -1 1"},
		{file("'<u2'", "(1,)", false, uint16(65535)), "column 1:integer 65535"},
		{file("'<i8'", "(1,)", false, int64(-1<<53)), "column 1:integer -9007199254740992"},
		{file("'|b1'", "(2,)", false, true, false), "column 1:bool true false"},
		{file("'<U3'", "(2,)", false, utf32("abc"), utf32("ö\x00\x00")), "column 1:text abc ö"},
		{file("'|S2'", "(2,)", false, []byte("ab"), []byte("c\x00")), "column 1:text ab c"},
		{file("'<M8[D]'", "(2,)", false, int64(19782), int64(math.MinInt64)), "column 1:date 2024-02-29T00:00:00Z "},
		{file("'<M8[M]'", "(1,)", false, int64(-1)), "column 1:date 1969-12"},
		{file("'<M8[Y]'", "(2,)", false, int64(50), int64(math.MinInt64)), "column 1:date 2020 "},
		{file("'<M8[ms]'", "(1,)", false, int64(-1)), "column 1:date 1969-12-31T23:59:59.999Z"},
		{file("[('x', '<f8'), ('n', '<i4')]", "(2,)", false, 1., int32(2), 3., int32(4)), "x:number 1 3; n:integer 2 4"},
		{file("[('gr\xf6\xdfe', '<f8')]", "(1,)", false, 1.), "größe:number 1"},
	}
	for _, c := range cases {
		if got, err := read(t, c.content, nil); err != nil || show(got) != c.want {
			t.Errorf("got %v, %v, want %s", got, err, c.want)
		}
	}
}

// TestLibraryWrites: an array that npyio has written reads back, in the columns asked for and in batches.
func TestLibraryWrites(t *testing.T) {
	x := mat.NewDense(50, 3, nil)
	x.Apply(func(i, j int, _ float64) float64 { return float64(i*3 + j) }, x)
	var b bytes.Buffer
	if err := npy.Write(&b, x); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x.npy")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := table.File{Path: path, Options: &table.Options{Columns: []string{"3", "column 1"}}}.Open()
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for batch, err := range table.Batches(r, 7) {
		if err != nil {
			t.Fatal(err)
		}
		for k := range batch.Rows() {
			if batch.Columns[0].Numbers[k] != x.At(i, 2) || batch.Columns[1].Numbers[k] != x.At(i, 0) {
				t.Errorf("row %d: got %v, %v", i, batch.Columns[0].Numbers[k], batch.Columns[1].Numbers[k])
			}
			i++
		}
	}
	if i != 50 || r.Close() != nil {
		t.Errorf("%d rows, want 50", i)
	}
}

func archive(names []string, files ...[]byte) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, content := range files {
		w, _ := z.Create(names[i] + ".npy")
		w.Write(content)
	}
	z.Close()
	return b.Bytes()
}

func TestArchives(t *testing.T) {
	x, y := file("'<f8'", "(2, 2)", true, 1., 2., 3., 4.), file("'|u1'", "(2,)", false, uint8(5), uint8(6))
	three := file("'|u1'", "(3,)", false, []byte{7, 8, 9})
	if got, err := read(t, archive([]string{"x", "y"}, x, y), nil); err != nil || show(got) != "x 1:number 1 2; x 2:number 3 4; y:integer 5 6" {
		t.Errorf("got %v, %v, want the columns of both arrays", got, err)
	}
	all := archive([]string{"x", "z"}, x, three)
	if _, err := read(t, all, nil); !errors.Is(err, table.ErrLength) {
		t.Errorf("got %v, want ErrLength", err)
	}
	if got, err := read(t, all, &table.Options{Columns: []string{"z"}}); err != nil || show(got) != "z:integer 7 8 9" {
		t.Errorf("got %v, %v, want z alone", got, err)
	}
	if got, err := read(t, all, &table.Options{Columns: []string{"x 2"}}); err != nil || show(got) != "x 2:number 3 4" {
		t.Errorf("got %v, %v, want the second column of x", got, err)
	}
}

// TestOthersMayBeChosen: an array that is no columns, such as images or a single number, is refused if it is chosen, and is
// no matter beside those that are.
func TestOthersMayBeChosen(t *testing.T) {
	x := file("'<f8'", "(2,)", false, 1., 2.)
	for _, other := range [][]byte{file("'<f8'", "(2, 1, 1)", false, 1., 2.), file("'<f8'", "()", false, 1.), file("'|O'", "(2,)", false, 1.), file("'<c16'", "(2,)", false, 1., 2., 3., 4.)} {
		all := archive([]string{"other", "x"}, other, x)
		for _, chosen := range []string{"x", "2"} {
			if got, err := read(t, all, &table.Options{Columns: []string{chosen}}); err != nil || show(got) != "x:number 1 2" {
				t.Errorf("%q: got %v, %v, want x alone", other, got, err)
			}
		}
		for _, chosen := range [][]string{nil, {"x", "other"}} {
			var column *table.ColumnError
			if _, err := read(t, all, &table.Options{Columns: chosen}); !errors.Is(err, table.ErrColumnType) || !errors.As(err, &column) || column.Column != "other" || !slices.Equal(column.Have, []string{"other", "x"}) {
				t.Errorf("%q: got %v, want a ColumnError of the other array that has both", other, err)
			}
		}
	}
}

// TestVersionsOfHeaders: names that Latin-1 does not have are in a header of version 3, and one of version 2 may be
// longer than 64 KiB. NumPy writes gaps between aligned fields as fields without a name.
func TestVersionsOfHeaders(t *testing.T) {
	gaps := file("[('日本', '|i1'), ('', '|V7'), ('b', '<f8'), ('', '|V1')]", "(2,)", false, int8(1), [7]byte{}, 2.5, int8(9), int8(3), [7]byte{}, 4.5, int8(9))
	for version := byte(2); version <= 3; version++ {
		content := slices.Concat([]byte("\x93NUMPY"), []byte{version, 0}, gaps[8:10], []byte{0, 0}, gaps[10:])
		if got, err := read(t, content, nil); err != nil || show(got) != "日本:integer 1 3; b:number 2.5 4.5" {
			t.Errorf("version %d: %v, %v", version, got, err)
		}
	}
}

func TestRefused(t *testing.T) {
	var column *table.ColumnError
	for _, content := range [][]byte{
		file("'<c16'", "(1,)", false, 1., 2.), file("'|O'", "(1,)", false, 1.), file("'<f8'", "(1, 1, 1)", false, 1.), file("'<f8'", "()", false, 1.),
		file("[('x', '<f8', (3,))]", "(1,)", false, 1.), file("'<f16'", "(1,)", false, 1., 1.), file("'<f8'", "(3, 99999999999)", false, 1.),
		file("'<U0'", "(3,)", false),
	} {
		if _, err := read(t, content, nil); !errors.Is(err, table.ErrColumnType) || !errors.As(err, &column) {
			t.Errorf("%q: got %v, want a ColumnError", content, err)
		}
	}
	var field *table.FieldError
	for _, content := range [][]byte{
		file("'<f8'", "(2,)", false, 1., math.Inf(-1)), file("'<i8'", "(2,)", false, int64(1), int64(1<<53+1)),
		file("'<u8'", "(2,)", false, int64(1), int64(-1)), file("'<i8'", "(2,)", false, int64(1), int64(-1<<53-1)), file("'|S1'", "(2,)", false, []byte("a\xff")), file("'<M8[D]'", "(2,)", false, int64(1), int64(1<<60)),
		file("'<M8[us]'", "(2,)", false, int64(1), int64(math.MaxInt64)), file("'<M8[ms]'", "(2,)", false, int64(1), int64(-math.MaxInt64)),
	} {
		if _, err := read(t, content, nil); !errors.As(err, &field) || field.Row != 2 || field.Column != "column 1" || field.Text == "" {
			t.Errorf("%q: got %v, want a FieldError of row 2", content, err)
		}
	}
}

// TestDamage: no damage makes a panic or takes all memory.
func TestDamage(t *testing.T) {
	plain := file("[('x', '<f8'), ('n', '<i4')]", "(2,)", false, 1., int32(2), 3., int32(4))
	for _, whole := range [][]byte{plain, archive([]string{"x"}, plain)} {
		for i := range whole {
			read(t, whole[:i], nil)
			for _, flip := range []byte{0xff, 1, 0x20} {
				changed := bytes.Clone(whole)
				changed[i] ^= flip
				read(t, changed, nil)
			}
		}
	}
	if _, err := read(t, []byte("\x93NUMPY\x02\x00\xff\xff\xff\x7f{}"), nil); err == nil || !strings.Contains(err.Error(), "gigabytes") {
		t.Errorf("got %v, want a refusal of gigabytes", err)
	}
	if _, err := read(t, plain[:len(plain)-1], nil); err == nil || !strings.Contains(err.Error(), "row 2: the file is cut short") {
		t.Errorf("got %v, want row 2 cut short", err)
	}
}
