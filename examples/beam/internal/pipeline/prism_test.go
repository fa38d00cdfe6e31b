// The pipeline on Prism.

package pipeline

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/memfs"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/ptest"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

func TestMain(m *testing.M) { ptest.Main(m) }

func run(t *testing.T, set *Settings) (beam.PipelineResult, error) {
	t.Helper()
	p, s := beam.NewPipelineWithRoot()
	Score(s, set)
	return ptest.RunWithMetrics(p)
}

// TestEveryRow: the parts, in the order of their names, hold log p of every sound row, in the order of the rows. Other
// files hold the rejected rows with the reasons. Counters count all rows.
func TestEveryRow(t *testing.T) {
	set := settings(t)
	set.Out = t.TempDir()
	result := must[beam.PipelineResult](t)(run(t, set))
	counted := Counted(result)
	if counted["rows"] != 500 || counted["failures"] != bad(500) || counted["evaluations"] < 500 {
		t.Errorf("counters %v, want 500 rows, %d failures and at least 500 evaluations", counted, bad(500))
	}
	scored(t, set)
	rejected := ""
	for name, text := range contents(t, filepath.Join(set.Out, "rejected")) {
		rejected += name + "\n" + strings.TrimPrefix(text, "file,row,why\n")
	}
	if n := strings.Count(rejected, ".parquet,") + strings.Count(rejected, ".csv,"); int64(n) != bad(500) {
		t.Errorf("%d rejected rows, want %d:\n%s", n, bad(500), rejected)
	}
	for _, want := range []string{`a.parquet,8,"x ""+Inf"": not a finite number; of at most 53 bits if it is an integer"`, `: lies outside the bounds"`} {
		if !strings.Contains(rejected, want) {
			t.Errorf("no %s in\n%s", want, rejected)
		}
	}
}

// scored compares the log-densities in the parts with those of the flow.
func scored(t *testing.T, set *Settings) {
	t.Helper()
	var got table.Table
	for _, path := range must[[]string](t)(filepath.Glob(filepath.Join(set.Out, "part-*.parquet"))) {
		part := must[*table.Table](t)(table.ReadFile(path, nil))
		if len(got.Columns) == 0 {
			got.Reset(part.Fields())
		}
		if err := got.Append(part); err != nil {
			t.Fatal(err)
		}
	}
	id, logProb := must[*table.Column](t)(got.Column("id")), must[*table.Column](t)(got.Column("log_p"))
	names, want := expected(t, set.Model)
	if !slices.Equal(id.Texts, names) {
		t.Fatalf("rows %v, want %v", id.Texts, names)
	}
	for i, v := range want {
		if !(math.Abs(logProb.Numbers[i]-v) <= 1e-12) {
			t.Errorf("row %s: %g, want %g", names[i], logProb.Numbers[i], v)
		}
	}
}

// expected returns the names and the log-densities of the sound rows, by the schema and the flow of a model's file.
func expected(t *testing.T, path string) (names []string, logProb []float64) {
	t.Helper()
	names, rows := sound(t, 500)
	flow := must[likelihood.Model](t)(likelihood.LoadModelFile(path))
	s := &schema.Schema{}
	must[bool](t)(flow.Note("schema", s))
	vectors := must[*schema.Encoded](t)(s.Encode(rows, 0))
	return names, must[[]float64](t)(vectors.LogDensity(must[[]float64](t)(flow.LogProb(t.Context(), vectors.X))))
}

// TestOtherFileSystems: files of another file system are read and written like files on the disk, to the same bytes.
func TestOtherFileSystems(t *testing.T) {
	set := settings(t)
	set.Files, set.Out = set.Files[:1], t.TempDir()
	must[beam.PipelineResult](t)(run(t, set))
	want := contents(t, set.Out)
	for i, path := range append([]string{set.Model}, set.Files...) {
		name := "memfs://in/" + filepath.Base(path)
		memfs.Write(name, must[[]byte](t)(os.ReadFile(path)))
		if i == 0 {
			set.Model = name
		} else {
			set.Files[i-1] = name
		}
	}
	set.Out = "memfs://out"
	must[beam.PipelineResult](t)(run(t, set))
	for name, text := range want {
		var got bytes.Buffer
		if err := download(t.Context(), within(set.Out, filepath.ToSlash(name)), &got); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(name, "part") && got.String() != text {
			t.Errorf("%s: other bytes", name)
		}
	}
}
