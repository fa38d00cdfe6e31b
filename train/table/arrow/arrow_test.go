// Arrow files: round trips, types, options, damage.

package arrow_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	arrowlib "github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/arrow"
	"github.com/gorgoflow/gorgoflow/train/table/internal/tabletest"
)

func TestRoundTrip(t *testing.T) {
	for _, name := range []string{"x.arrow", "x.feather", "x.arrows"} {
		tabletest.RoundTrip(t, filepath.Join(t.TempDir(), name))
		tabletest.Keeps(t, filepath.Join(t.TempDir(), name))
	}
}

func TestDamage(t *testing.T) {
	tabletest.Cut(t, filepath.Join(t.TempDir(), "x.arrow"))
	tabletest.Cut(t, filepath.Join(t.TempDir(), "x.arrows"))
	tabletest.Change(t, filepath.Join(t.TempDir(), "x.arrow"))
	tabletest.Change(t, filepath.Join(t.TempDir(), "x.arrows"))
}

// TestTypes: whatever width Arrow has numbers and texts in, a table has the same values.
func TestTypes(t *testing.T) {
	build := func(b array.Builder, text string) {
		for _, v := range []string{"3", "4"} {
			if text != "" {
				v = text
			}
			if err := b.AppendValueFromString(v); err != nil {
				t.Fatal(b.Type(), err)
			}
		}
		b.AppendNull()
	}
	cases := []struct {
		dtype      arrowlib.DataType
		text, want string
		is         table.Type
	}{
		{arrowlib.PrimitiveTypes.Int8, "", "3", table.Integer}, {arrowlib.PrimitiveTypes.Int16, "", "3", table.Integer},
		{arrowlib.PrimitiveTypes.Int32, "", "3", table.Integer}, {arrowlib.PrimitiveTypes.Int64, "", "3", table.Integer},
		{arrowlib.PrimitiveTypes.Uint8, "", "3", table.Integer}, {arrowlib.PrimitiveTypes.Uint16, "", "3", table.Integer},
		{arrowlib.PrimitiveTypes.Uint32, "", "3", table.Integer}, {arrowlib.PrimitiveTypes.Uint64, "", "3", table.Integer},
		{arrowlib.PrimitiveTypes.Float32, "2.5", "2.5", table.Number}, {arrowlib.FixedWidthTypes.Float16, "2.5", "2.5", table.Number},
		{&arrowlib.Decimal128Type{Precision: 9, Scale: 2}, "1.25", "1.25", table.Number},
		{&arrowlib.Decimal256Type{Precision: 9, Scale: 2}, "1.25", "1.25", table.Number},
		{arrowlib.BinaryTypes.LargeString, "a", "a", table.Text}, {arrowlib.BinaryTypes.StringView, "a", "a", table.Text},
		{&arrowlib.DictionaryType{IndexType: arrowlib.PrimitiveTypes.Int8, ValueType: arrowlib.BinaryTypes.String}, "a", "a", table.Text},
		{arrowlib.FixedWidthTypes.Date64, "2024-02-29", "2024-02-29", table.Date},
		{arrowlib.FixedWidthTypes.Timestamp_s, "2024-02-29T01:02:03Z", "2024-02-29T01:02:03Z", table.Date},
		{arrowlib.FixedWidthTypes.Timestamp_us, "2024-02-29T01:02:03.5Z", "2024-02-29T01:02:03.5Z", table.Date},
	}
	for _, c := range cases {
		schema := arrowlib.NewSchema([]arrowlib.Field{{Name: "v", Type: c.dtype, Nullable: true}}, nil)
		b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
		build(b.Field(0), c.text)
		var stream bytes.Buffer
		w := ipc.NewWriter(&stream, ipc.WithSchema(schema))
		if err := w.Write(b.NewRecordBatch()); err != nil {
			t.Fatal(c.dtype, err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(c.dtype, err)
		}
		r, err := arrow.NewStreamReader(&stream, "stream", nil)
		if err != nil {
			t.Errorf("%v: %v", c.dtype, err)
			continue
		}
		got, err := table.ReadRest(r)
		if err != nil {
			t.Errorf("%v: %v", c.dtype, err)
			continue
		}
		if v := got.Columns[0]; v.Type != c.is || v.Format(0) != c.want || !v.Missing[2] {
			t.Errorf("%v: got %v %q, want %v %q", c.dtype, v.Type, v.Format(0), c.is, c.want)
		}
	}
}

// TestOptions: options choose and change columns, as those of a CSV file do.
func TestOptions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.arrow")
	tabletest.Write(t, path, tabletest.Kinds())
	o := &table.Options{Columns: []string{"integer", "day"}, Types: map[string]table.Type{"integer": table.Text, "day": table.Text}}
	got, err := table.ReadFile(path, o)
	if err != nil {
		t.Fatal(err)
	}
	if got.Columns[0].Texts[0] != "1600000042" || !got.Columns[0].Missing[2] || got.Columns[1].Texts[0] != "2024-02-29" {
		t.Errorf("got %q, %q, want texts of integers and dates", got.Columns[0].Texts, got.Columns[1].Texts)
	}
	o.Types["integer"] = table.Date
	var field *table.FieldError
	if _, err := table.ReadFile(path, o); !errors.As(err, &field) || field.Column != "integer" || field.Group != 1 {
		t.Errorf("got %v, want a FieldError of integer in group 1", err)
	}
	if _, err := table.ReadFile(path, &table.Options{Columns: []string{"none"}}); !errors.Is(err, table.ErrNoColumn) {
		t.Errorf("got %v, want ErrNoColumn", err)
	}
}

// TestStreamsHaveTypesOfOptions: a stream is read with the types and layouts of the options, as a file is.
func TestStreamsHaveTypesOfOptions(t *testing.T) {
	rows, err := table.New(table.NewTexts("day", "3/1/2024", "4/1/2024"), table.NewTexts("price", "5.25", "7"), table.NewNumbers("code", 7, 12))
	if err != nil {
		t.Fatal(err)
	}
	var stream bytes.Buffer
	w, err := arrow.NewStreamWriter(&stream, rows.Fields())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write(rows), w.Close()); err != nil {
		t.Fatal(err)
	}
	o := &table.Options{Layouts: map[string]string{"day": "2/1/2006"}, Types: map[string]table.Type{"price": table.Number, "code": table.Text}}
	r, err := arrow.NewStreamReader(&stream, "stream", o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	got, err := table.ReadRest(r)
	if err != nil {
		t.Fatal(err)
	}
	day, price, code := got.Columns[0], got.Columns[1], got.Columns[2]
	if day.Type != table.Date || day.Dates[1].Day() != 4 || price.Type != table.Number || price.Numbers[0] != 5.25 || code.Type != table.Text || code.Texts[0] != "7" {
		t.Errorf("%+v, %+v and %+v, want a date, a number and a text", day, price, code)
	}
}

// TestStreamsBehindEachOther: a file of two streams, as cat makes it, is refused whether the first has its end or not: it was read
// as the first alone.
func TestStreamsBehindEachOther(t *testing.T) {
	var stream bytes.Buffer
	rows := tabletest.Kinds()
	w, err := arrow.NewStreamWriter(&stream, rows.Fields())
	if err == nil {
		err = errors.Join(w.Write(rows), w.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	one := stream.Bytes()
	for name, c := range map[string]struct {
		stream []byte
		wants  string
	}{
		"one": {one, ""}, "one and zeros": {append(bytes.Clone(one), make([]byte, 64)...), ""},
		"two":                  {append(bytes.Clone(one), one...), "another stream follows"},
		"two, one without end": {append(bytes.Clone(one[:len(one)-8]), one...), "mine"},
	} {
		path := filepath.Join(t.TempDir(), "mine.arrows")
		if err := os.WriteFile(path, c.stream, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := table.ReadFile(path, nil)
		if (err == nil) != (c.wants == "") || err != nil && !strings.Contains(err.Error(), c.wants) || err == nil && got.Rows() != rows.Rows() {
			t.Errorf("%s: %v, want %q", name, err, c.wants)
		}
	}
}

// TestFilesAreNoStreams: a file given as a stream is refused as such, and not as damaged.
func TestFilesAreNoStreams(t *testing.T) {
	var file bytes.Buffer
	rows := tabletest.Kinds()
	w, err := arrow.NewFileWriter(&file, rows.Fields())
	if err == nil {
		err = errors.Join(w.Write(rows), w.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := arrow.NewStreamReader(&file, "body", nil); err == nil || !strings.Contains(err.Error(), "Arrow file; want a stream") {
		t.Errorf("%v, want that it is a file", err)
	}
}
