// What is encoded decodes to what it was, rows that cannot be encoded are told, and conditions are drawn.

package schema_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

const people = `id,height,age,income,when,day,city,member,cm,species,note
1600000001,1.7301,30,1000.5,2024-02-29 12:00:01,2024-02-29,Bonn,true,1.7301,human,
1600000501,1.8117,41,20000.25,2024-03-01 00:00:00,2024-03-01,Kiel,false,1.8117,human,
1600000042,1.6513,29,2500000.125,2024-05-01 23:59:59,2024-05-01,Bonn,true,1.6513,human,
1600200042,1.5913,18,3333.3,1999-12-31 23:59:59,1999-12-31,Köln,true,1.5913,human,
`

// TestRoundTrip: what is encoded decodes to what it was, columns and types, whatever each column is taken for.
func TestRoundTrip(t *testing.T) {
	r, err := table.NewReader(strings.NewReader(people), "people.csv", &table.Options{Types: map[string]table.Type{"age": table.Integer, "member": table.Bool}})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := table.ReadRest(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range [][]string{
		nil,
		{"income", "log", "height", "logit:1:2.5"},
		{"income", "log condition", "height", "condition", "city", "variable", "member", "condition", "day", "condition cyclic:year"},
		{"age", "category", "when", "continuous condition cyclic:day", "id", "category variable", "city", "leftout"},
	} {
		s := newSchema(t, rows, nil, set...)
		vectors, err := s.Encode(rows, 3)
		if err != nil || len(vectors.Others) > 0 {
			t.Fatal(err, vectors)
		}
		back, err := s.Decode(vectors.X, vectors.Condition)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range rows.Columns {
			c, err := s.Column(want.Name)
			if err != nil {
				t.Fatal(err)
			}
			got, err := back.Column(want.Name)
			if c.Kind == schema.LeftOut {
				if !errors.Is(err, table.ErrNoColumn) {
					t.Errorf("%s was left out, and is there", want.Name)
				}
				continue
			}
			if err != nil || got.Field != want.Field {
				t.Errorf("%v: got %v, %v, want the field %v", set, got, err, want.Field)
				continue
			}
			for i := range want.Len() {
				if near := got.Format(i) == want.Format(i) || want.Type == table.Number && math.Abs(got.Numbers[i]-want.Numbers[i]) <= 1e-12*want.Numbers[i]; !near {
					t.Errorf("%v: %s, row %d: got %s, want %s", set, want.Name, i, got.Format(i), want.Format(i))
				}
			}
		}
	}
}

// TestRoundedValuesComeBackToTheLetter: rounded values come back to the letter, so that 0.3 is not 0.30000000000000004.
func TestRoundedValuesComeBackToTheLetter(t *testing.T) {
	for _, width := range []float64{0.1, 0.3, 0.25, 1e-6, 7, 1000} {
		v := table.NewNumbers("v")
		for k := range 100 {
			text := math.Round(float64(k-50)*width*1e6) / 1e6
			v.AppendNumber(text)
		}
		rows := newTable(t, v)
		s := newSchema(t, rows, nil)
		if c := s.Columns[0].Cell; c == nil || c.Width != width {
			t.Fatalf("found the cell %v, want a width of %v", c, width)
		}
		vectors, back := thereAndBack(t, s, rows, 0)
		for i, want := range v.Numbers {
			if back.Columns[0].Numbers[i] != want {
				t.Errorf("%v: got %v", want, back.Columns[0].Numbers[i])
			}
			if d := math.Abs(vectors.X[i][0] - want); d > width/2 {
				t.Errorf("%v was moved by %v, want half of %v at most", want, d, width)
			}
		}
	}
}

func TestRulesForMissingValues(t *testing.T) {
	rows := read(t, "x,c,y,four\n1.25,a,0.5,4\n,a,0.75,4\n2.5,,1.0625,4\n3.75,b,2.5,\n")
	s := newSchema(t, rows, nil)
	var missing *schema.MissingError
	if _, err := s.Encode(rows, 0); !errors.Is(err, schema.ErrMissing) || !errors.As(err, &missing) || missing.Column != "x" || missing.Line != 3 {
		t.Errorf("got %v, want a MissingError of x in line 3", err)
	}
	s = newSchema(t, rows, &schema.Settings{Missing: schema.Drop})
	vectors, err := s.Encode(rows, 0)
	if err != nil || len(vectors.X) != 1 || len(vectors.Others) != 3 || vectors.Others[1].Why != schema.Missing {
		t.Fatalf("got %+v, error %v; want one row and three with missing values", vectors, err)
	}
	logp, err := vectors.LogDensity(make([]float64, 1))
	if err != nil || math.IsNaN(logp[0]) || !math.IsNaN(logp[1]) || !math.IsNaN(logp[2]) {
		t.Errorf("log p %v, error %v; want a number in the first row alone", logp, err)
	}
	if _, err := vectors.LogDensity(nil); !errors.Is(err, schema.ErrShape) {
		t.Errorf("got %v, want ErrShape", err)
	}
	s = newSchema(t, rows, &schema.Settings{Missing: schema.Mask})
	if vectors, err = s.Encode(rows, 0); err != nil || len(vectors.X) != 4 {
		t.Fatalf("got %+v, error %v; want four rows", vectors, err)
	}
	back, err := s.Decode(vectors.X, vectors.Condition)
	if err != nil {
		t.Fatal(err)
	}
	for j, c := range rows.Columns {
		for i := range c.Len() {
			if back.Columns[j].Format(i) != c.Format(i) || back.Columns[j].Missing[i] != c.Missing[i] {
				t.Errorf("%s, row %d: got %q, want %q", c.Name, i, back.Columns[j].Format(i), c.Format(i))
			}
		}
	}
}

// TestOtherRows: a row that cannot be has density 0. A row that the model cannot be given has no density.
func TestOtherRows(t *testing.T) {
	rows := read(t, "x,c,d\n1.25,a,u\n2.5,a,v\n3.75,b,v\n")
	s := newSchema(t, rows, nil, "x", "continuous log:1", "d", "condition")
	vectors, err := s.Encode(read(t, "d,x,c,other\nu,1.5,a,0\nu,0.5,a,0\nu,1.5,z,0\nz,1.5,a,0\n"), 0)
	if err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	logp, err := vectors.LogDensity([]float64{0})
	if err != nil {
		t.Fatal(err)
	}
	want := []schema.Why{schema.Outside, schema.NewLevel, schema.NoLevel}
	for k, o := range vectors.Others {
		if o.Row != k+1 || o.Why != want[k] || o.Line != int64(k+3) {
			t.Errorf("got %v, want %v", o, want[k])
		}
	}
	if math.IsInf(logp[0], 0) || !math.IsInf(logp[1], -1) || !math.IsInf(logp[2], -1) || !math.IsNaN(logp[3]) {
		t.Errorf("log p %v, want a number, -Inf, -Inf, NaN", logp)
	}
	if vectors, err = newSchema(t, rows, nil, "x", "condition continuous log:1", "d", "variable").Encode(read(t, "d,x,c\nu,0.5,a\n"), 0); err != nil || len(vectors.Others) != 1 {
		t.Fatalf("a condition outside of its bounds: %v, %v", vectors, err)
	}
	if logp, err := vectors.LogDensity(nil); err != nil || !math.IsNaN(logp[0]) {
		t.Errorf("log p given a condition outside of its bounds is %v, %v, want NaN", logp, err)
	}
	if _, err := s.Encode(read(t, "x,c\n1,a\n2,b\n"), 0); !errors.Is(err, table.ErrNoColumn) {
		t.Errorf("got %v, want ErrNoColumn", err)
	}
	if _, err := s.Encode(read(t, "x,c,d\ntall,a,u\nsmall,b,v\n"), 0); !errors.Is(err, table.ErrColumnType) {
		t.Errorf("got %v, want ErrColumnType", err)
	}
}

// TestRandomNumbersBelongToRows: the vector of a row depends on the seed and the place of the row, not on the batch that
// the row comes in.
func TestRandomNumbersBelongToRows(t *testing.T) {
	v := table.NewNumbers("v")
	for k := range 100 {
		v.AppendNumber(float64(k % 10))
	}
	rows := newTable(t, v)
	s := newSchema(t, rows, nil)
	whole, err := s.Encode(rows, 5)
	if err != nil {
		t.Fatal(err)
	}
	r, err := rows.Open()
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for batch, err := range table.Batches(r, 7) {
		if err != nil {
			t.Fatal(err)
		}
		part, err := s.Encode(batch, 5)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range part.X {
			if x[0] != whole.X[i][0] {
				t.Errorf("row %d: %v in a batch, want %v as in all", i, x[0], whole.X[i][0])
			}
			i++
		}
	}
	if other, err := s.Encode(rows, 6); err != nil || other.X[0][0] == whole.X[0][0] {
		t.Errorf("two seeds give one number, error %v", err)
	}
}

// TestDraw: conditions are drawn as often as they came.
func TestDraw(t *testing.T) {
	text := "x,c\n"
	for i := range 400 {
		text += []string{"0.123,a\n", ",a\n", "0.456,a\n", "0.789,b\n"}[i%4]
	}
	rows := read(t, text)
	s := newSchema(t, rows, &schema.Settings{Missing: schema.Mask})
	drawn, err := s.Draw(4000, 1)
	if err != nil {
		t.Fatal(err)
	}
	_, names := s.Names()
	share := make([]float64, len(names))
	for _, c := range drawn {
		for k, v := range c {
			share[k] += v / 4000
		}
	}
	// The shares of x missing, a and b. Three standard deviations of a share of 4000 are 0.021.
	for k, want := range []float64{0.25, 0.75, 0.25} {
		if math.Abs(share[k]-want) > 0.021 {
			t.Errorf("%s: %v, want %v", names[k], share[k], want)
		}
	}
	s = newSchema(t, rows, &schema.Settings{Missing: schema.Mask}, "c", "condition")
	if _, err := s.Draw(1, 0); !errors.Is(err, schema.ErrCondition) {
		t.Errorf("got %v, want ErrCondition", err)
	}
	given, err := s.Given(read(t, "c,z\nb,1\na,1\n"), 0)
	if err != nil || given[0][1]+given[0][2]*10 != 10 {
		t.Errorf("got %v, %v, want b first", given, err)
	}
	var field *table.FieldError
	if _, err := s.Given(read(t, "c,z\nq,1\na,1\n"), 0); !errors.As(err, &field) || field.Line != 2 || field.Text != "q" {
		t.Errorf("got %v, want a FieldError of q in line 2", err)
	}
}

func TestDecodeRefusesOtherShapes(t *testing.T) {
	s := newSchema(t, read(t, "x,c\n0.5,a\n0.75,b\n"), nil)
	for _, c := range []struct{ x, c [][]float64 }{{[][]float64{{1}}, nil}, {[][]float64{{1, 2}}, [][]float64{{1, 0}}}, {[][]float64{{1}}, [][]float64{{1}}}, {nil, [][]float64{{1, 0}}}} {
		if _, err := s.Decode(c.x, c.c); !errors.Is(err, schema.ErrShape) {
			t.Errorf("%v: got %v, want ErrShape", c, err)
		}
	}
	if got, err := s.Decode([][]float64{{math.NaN()}, {math.Inf(1)}}, [][]float64{{1, 0}, {0, 1}}); err != nil || !got.Columns[0].Missing[0] || math.IsInf(got.Columns[0].Numbers[1], 0) {
		t.Errorf("got %v, %v, want missing and a finite number", got, err)
	}
}

// TestSamplesLieWithinBounds: whatever a vector is, the row that it becomes has a density: no sample of positive counts
// is 0, and none of a share is 1.
func TestSamplesLieWithinBounds(t *testing.T) {
	var x [][]float64
	for k := -400; k <= 400; k++ {
		x = append(x, []float64{float64(k*k*k) / 1e5})
	}
	counts, shares := []float64{1, 2, 2, 3, 5, 800}, []float64{0.25, 0.5, 0.625, 0.75}
	for _, c := range []struct {
		set    string
		values []float64
		typ    table.Type
	}{{"rounded:1 log", counts, table.Number}, {"continuous log", counts, table.Integer}, {"continuous log:0.5", counts, table.Number}, {"rounded:1 log:-7", counts, table.Integer},
		{"continuous logit:0:1", shares, table.Number}, {"rounded:0.125 logit:0.1:1", shares, table.Number}, {"continuous logit:0:1001", counts, table.Integer}} {
		v := table.NewNumbers("v", c.values...)
		v.Type = c.typ
		rows := newTable(t, v)
		s := newSchema(t, rows, nil, "v", c.set)
		samples, err := s.Decode(x, nil)
		if err != nil {
			t.Fatal(err)
		}
		if vectors, err := s.Encode(samples, 0); err != nil || len(vectors.Others) > 0 {
			t.Errorf("%s: error %v, %d samples outside, such as %v", c.set, err, len(vectors.Others), vectors.Others[:1])
		}
	}
}

// TestDecodeAllocations: dates are decoded without a text of each, and levels without a column of each.
func TestDecodeAllocations(t *testing.T) {
	const rows = 1000
	day, city := table.NewDates("day"), table.NewTexts("city")
	day.Layout = "2006-01-02"
	for i := range rows {
		day.AppendDate(time.Date(2020, 1, 1+i*i%700, 0, 0, 0, 0, time.UTC))
		city.AppendText([]string{"Bonn", "Kiel", "Köln"}[i%3])
	}
	batch, err := table.New(day, city)
	if err != nil {
		t.Fatal(err)
	}
	s := newSchema(t, batch, nil)
	vectors, err := s.Encode(batch, 3)
	if err != nil {
		t.Fatal(err)
	}
	allocated := testing.AllocsPerRun(1, func() {
		back, err := s.Decode(vectors.X, vectors.Condition)
		if err != nil || !back.Columns[0].Dates[7].Equal(day.Dates[7]) || back.Columns[1].Texts[7] != city.Texts[7] {
			t.Error(err, "the eighth row is another one")
		}
	})
	if allocated > rows/2 {
		t.Errorf("%v allocations for %d rows", allocated, rows)
	}
}
