// Models and tables that the tests score.

package score_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	arrowlib "github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	pq "github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/sketch"
	"github.com/gorgoflow/gorgoflow/examples/density/score"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
	_ "github.com/gorgoflow/gorgoflow/train/table/all"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// values returns the x and the y of row i.
func values(i int) (x, y float64) { return math.Sin(float64(i) * 1.7), math.Exp(math.Cos(float64(i))) }

// flow is a density of the rows of values, whose y is positive, and its card.
func flow(t *testing.T) (likelihood.Model, *card.Card) {
	t.Helper()
	x, y := table.NewNumbers("x"), table.NewNumbers("y")
	for i := range 200 {
		a, b := values(i)
		x.AppendNumber(a)
		y.AppendNumber(b)
	}
	rows := must[*table.Table](t)(table.New(x, y))
	s := must[*schema.Schema](t)(schema.New(rows, nil))
	if err := s.Set("y", "log"); err != nil {
		t.Fatal(err)
	}
	field := must[*dynamics.MLP](t)(dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{4}, Seed: 3}))
	f := must[*likelihood.Flow](t)(likelihood.New(field, nil))
	return f, &card.Card{Schema: s, Fit: card.Fit{Unit: "nats", Training: sketch.New([]float64{-9, -5, -3, -2, -1}, nil)}}
}

// run is a run over a file, in units of a hundred rows.
func run(t *testing.T, data, out string) *score.Run {
	t.Helper()
	f, c := flow(t)
	return &score.Run{Scorer: score.Scorer{Model: f, Card: c, Draws: 1}, ModelHash: "m", Files: []string{data}, Options: &table.Options{}, Out: out, Format: "parquet", UnitRows: 100}
}

// text writes n rows as CSV. The y of every 37th row is outside the bounds of the schema.
func text(t *testing.T, n int) string {
	t.Helper()
	lines := "id,y,x\n"
	for i := range n {
		x, y := values(i)
		if i%37 == 5 {
			y = -y
		}
		lines += fmt.Sprintf("r%d,%g,%g\n", i, y, x)
	}
	path := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// groups writes the rows of text as Parquet, a hundred in each row group.
func groups(t *testing.T, n int) string {
	t.Helper()
	rows := must[*table.Table](t)(table.ReadFile(text(t, n), nil))
	schema := arrowlib.NewSchema([]arrowlib.Field{{Name: "x", Type: arrowlib.PrimitiveTypes.Float64}, {Name: "id", Type: arrowlib.BinaryTypes.String}, {Name: "y", Type: arrowlib.PrimitiveTypes.Float64}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	b.Field(1).(*array.StringBuilder).AppendValues(rows.Columns[0].Texts, nil)
	b.Field(2).(*array.Float64Builder).AppendValues(rows.Columns[1].Numbers, nil)
	b.Field(0).(*array.Float64Builder).AppendValues(rows.Columns[2].Numbers, nil)
	path := filepath.Join(t.TempDir(), "rows.parquet")
	file := must[*os.File](t)(os.Create(path))
	w := must[*pqarrow.FileWriter](t)(pqarrow.NewFileWriter(schema, file, pq.NewWriterProperties(pq.WithMaxRowGroupLength(100)), pqarrow.DefaultWriterProps()))
	if err := w.WriteBuffered(b.NewRecordBatch()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// killed is a model that answers as many calls as are left, and none after them: a run ends there as if it were killed.
type killed struct {
	likelihood.Model
	left int
}

func (k *killed) LogProbWith(ctx context.Context, x [][]float64, r *likelihood.LogProbRequest) (*likelihood.Density, error) {
	if k.left--; k.left < 0 {
		return nil, context.Canceled
	}
	return k.Model.LogProbWith(ctx, x, r)
}

// before is a model that does something before each call.
type before struct {
	likelihood.Model
	do func()
}

func (b *before) LogProbWith(ctx context.Context, x [][]float64, r *likelihood.LogProbRequest) (*likelihood.Density, error) {
	b.do()
	return b.Model.LogProbWith(ctx, x, r)
}

func contents(t *testing.T, path string) string {
	t.Helper()
	return string(must[[]byte](t)(os.ReadFile(path)))
}
