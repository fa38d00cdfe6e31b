// Runs that are killed, shared out or refused, and what a run writes.

package score_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/output"
	"github.com/gorgoflow/gorgoflow/examples/density/score"
	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestResumeToTheSameBytes: a run that was killed after any number of units resumes, scores none of these units again, and
// writes the bytes of a run that was not killed.
func TestResumeToTheSameBytes(t *testing.T) {
	for _, data := range []string{text(t, 730), groups(t, 730)} {
		for _, suffix := range []string{".csv", ".parquet"} {
			whole := filepath.Join(t.TempDir(), "whole"+suffix)
			if result, err := run(t, data, whole).Run(t.Context()); err != nil || result.Rows != 730 || result.Known != 0 {
				t.Fatalf("%+v, %v; want 730 rows and none known before", result, err)
			}
			for _, units := range []int{0, 1, 3, 7} {
				out := filepath.Join(t.TempDir(), "scores"+suffix)
				r := run(t, data, out)
				r.Model = &killed{r.Model, units}
				if _, err := r.Run(t.Context()); !errors.Is(err, context.Canceled) {
					t.Fatal(err)
				}
				if _, err := os.Stat(out); !os.IsNotExist(err) {
					t.Error("a killed run leaves its output")
				}
				r = run(t, data, out)
				again := &killed{r.Model, 8 - units}
				r.Model = again
				result, err := r.Run(t.Context())
				if err != nil || result.Rows != 730 || result.Known != int64(100*units) || again.left != 0 {
					t.Fatalf("after %d units: %+v, %v, %d calls left", units, result, err, again.left)
				}
				if contents(t, out) != contents(t, whole) {
					t.Errorf("%s to %s after %d units: other bytes", data, suffix, units)
				}
				if _, err := os.Stat(out + ".parts"); !os.IsNotExist(err) {
					t.Error("parts are left")
				}
			}
		}
	}
}

// TestShards: any number of shards write the same parts into one folder, also if one shard was killed, and score each
// row once.
func TestShards(t *testing.T) {
	for _, data := range []string{text(t, 730), groups(t, 730)} {
		want := map[string]string{}
		for _, n := range []int{1, 2, 3, 9} {
			folder := filepath.Join(t.TempDir(), "scores")
			rows := int64(0)
			for i := range n {
				r := run(t, data, folder)
				r.Shard = score.Shard{Index: i, Of: n}
				if i == 1 {
					r.Model = &killed{r.Model, 1}
					_, _ = r.Run(t.Context()) // a shard of one unit ends before it is killed
					r = run(t, data, folder)
					r.Shard = score.Shard{Index: i, Of: n}
				}
				result, err := r.Run(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				rows += result.Rows
			}
			files, _ := filepath.Glob(filepath.Join(folder, "*.parquet"))
			if rows != 730 || len(files) != 8 {
				t.Errorf("%d shards: %d rows in %d parts, want 730 in 8", n, rows, len(files))
			}
			for _, f := range files {
				name := filepath.Base(f)
				if want[name] == "" {
					want[name] = contents(t, f)
				}
				if contents(t, f) != want[name] {
					t.Errorf("%d shards: other bytes in %s", n, name)
				}
			}
		}
	}
}

// TestRunsAtTheSameTime: a second run into a file that a first one is writing is refused, and the first one's rows are its own.
// The second, with another model, took the parts of the first for its own, or each removed those of the other.
func TestRunsAtTheSameTime(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no locks here")
	}
	data, folder := text(t, 300), t.TempDir()
	whole, out := filepath.Join(folder, "whole.csv"), filepath.Join(folder, "scores.csv")
	if _, err := run(t, data, whole).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	first, second := run(t, data, out), run(t, data, out)
	second.ModelHash = "n"
	tried := 0
	first.Model = &before{first.Model, func() {
		tried++
		if _, err := second.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "another run, which has not ended") {
			t.Errorf("a second run: %v, want that the first has not ended", err)
		}
	}}
	if _, err := first.Run(t.Context()); err != nil || tried != 3 || contents(t, out) != contents(t, whole) {
		t.Errorf("the first run: %v, %d others beside it; want the bytes that it writes alone", err, tried)
	}
	if left, _ := os.ReadDir(folder); len(left) != 2 {
		t.Errorf("%v are left, want two files", left)
	}
	if _, err := second.Run(t.Context()); err != nil {
		t.Errorf("after the first run: %v", err)
	}
}

// TestRunsThatBeginAtTheSameTime: of runs of several models that begin in one new folder together, one does. Each found no other
// and began, so that the folder had parts of several models.
func TestRunsThatBeginAtTheSameTime(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no locks here")
	}
	data := text(t, 100)
	for range 8 {
		folder, began := filepath.Join(t.TempDir(), "scores"), atomic.Int32{}
		var group sync.WaitGroup
		for _, hash := range []string{"a", "b", "c", "d"} {
			r := run(t, data, folder)
			r.ModelHash = hash
			group.Go(func() {
				if _, err := r.Run(t.Context()); err == nil {
					began.Add(1)
				} else if !strings.Contains(err.Error(), "parts of a run with another model") {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if n := began.Load(); n != 1 {
			t.Errorf("%d runs have written to %s, want one", n, folder)
		}
	}
}

// TestFilesReplacedMeanwhile: a Parquet file that is replaced by another while it is scored ends the run, whether the other has as
// many row groups or fewer. The row groups that were left were those of the other file.
func TestFilesReplacedMeanwhile(t *testing.T) {
	for _, n := range []int{730, 100} {
		for _, out := range []string{"scores.csv", "scores.parquet", "folder", output.Stdout} {
			data, other, calls := groups(t, 730), groups(t, n), 0
			if out != output.Stdout {
				out = filepath.Join(t.TempDir(), out)
			}
			r := run(t, data, out)
			r.Stdout = io.Discard
			r.Model = &before{r.Model, func() {
				if calls++; calls == 3 {
					if err := os.Rename(other, data); err != nil {
						t.Fatal(err)
					}
				}
			}}
			if _, err := r.Run(t.Context()); err == nil || !strings.Contains(err.Error(), data+" has changed while it was scored") {
				t.Errorf("to %s: %v, want that the file has changed", out, err)
			}
		}
	}
}

// TestPartsOfAnotherRun: a run refuses the parts of a run with another model, other data or other flags.
func TestPartsOfAnotherRun(t *testing.T) {
	data := text(t, 300)
	for want, change := range map[string]func(*score.Run){
		"another model":           func(r *score.Run) { r.ModelHash = "n" },
		"data that have changed":  func(r *score.Run) { os.Chtimes(data, time.Time{}, time.Now().Add(time.Hour)) },
		"another -keep":           func(r *score.Run) { r.Keep = []string{"id"} },
		"another -certify":        func(r *score.Run) { r.Certify = true },
		"another -within":         func(r *score.Run) { r.Within = 1e-3 },
		"another -seed or -draws": func(r *score.Run) { r.Seed = 9 },
		"another -na":             func(r *score.Run) { r.Options.Missing = []string{"r7"} },
	} {
		out := filepath.Join(t.TempDir(), "scores.csv")
		r := run(t, data, out)
		r.Model = &killed{r.Model, 1}
		if _, err := r.Run(t.Context()); !errors.Is(err, context.Canceled) {
			t.Fatalf("the run to be killed: %v, want context.Canceled", err)
		}
		r = run(t, data, out)
		change(r)
		if _, err := r.Run(t.Context()); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), out+".parts") {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// TestPartsOfOtherColumns: a run refuses parts that were scored under other names of the columns of a model that has none.
func TestPartsOfOtherColumns(t *testing.T) {
	model, _ := flow(t)
	path, data, out := filepath.Join(t.TempDir(), "flow"), text(t, 30), t.TempDir()
	if err := model.SaveFile(path); err != nil {
		t.Fatal(err)
	}
	for i, columns := range [][]string{{"x", "y"}, {"x", "y"}, {"y", "x"}} {
		settings := &score.Settings{Model: path, Columns: columns}
		r := settings.Run(must[*score.Model](t)(settings.Open(t.Context())), nil, data)
		r.Out, r.Format = out, "csv"
		if _, err := r.Run(t.Context()); (err == nil) != (i < 2) || err != nil && !strings.Contains(err.Error(), "another -columns") {
			t.Errorf("run %d, of %v: %v, want that the last one names -columns", i, columns, err)
		}
	}
}

// TestAMistakeLeavesNothing: a run to a file that ends before its first part leaves no folder, and one that was killed
// there leaves one that refuses nothing: the mistake in the data can be mended. Parts that are there stay.
func TestAMistakeLeavesNothing(t *testing.T) {
	data, out := text(t, 300), filepath.Join(t.TempDir(), "scores.csv")
	for units, want := range []bool{false, true} {
		r := run(t, data, out)
		r.Model = &killed{r.Model, units}
		_, _ = r.Run(t.Context())
		if _, err := os.Stat(out + ".parts"); (err == nil) != want {
			t.Errorf("after %d units: %v", units, err)
		}
	}
	if err := os.Remove(filepath.Join(out+".parts", "_known", "part-000000.json")); err != nil {
		t.Fatal(err)
	}
	r := run(t, data, out)
	r.ModelHash = "n"
	if _, err := r.Run(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestWhatIsWritten: a run writes row numbers, the columns of Keep, log p, bounds, ranks and flags. A log p of −∞ has
// its reason as the flag. CSV and Parquet hold the same numbers, and standard output gets the bytes of a file.
func TestWhatIsWritten(t *testing.T) {
	data := groups(t, 230)
	var streamed bytes.Buffer
	r := run(t, data, "-")
	r.Keep, r.Certify, r.Stdout = []string{"id"}, true, &streamed
	if _, err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "s.csv")
	r = run(t, data, out)
	r.Keep, r.Certify = []string{"id"}, true
	result, err := r.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if streamed.String() != contents(t, out) {
		t.Error("standard output gets other bytes than a file")
	}
	lines := strings.Split(strings.TrimSpace(streamed.String()), "\n")
	if lines[0] != "row,id,log_p,bound,rank,flag" || len(lines) != 231 {
		t.Fatalf("%d lines with the header %s, want 231 with row,id,log_p,bound,rank,flag", len(lines), lines[0])
	}
	if want := `6,r5,-Inf,0,0,"y ""-`; !strings.HasPrefix(lines[6], want) || !strings.HasSuffix(lines[6], `: lies outside the bounds"`) {
		t.Errorf("got %s, want %s…", lines[6], want)
	}
	if result.Never != 7 || result.All.N != 223 || result.Unknown != 0 {
		t.Errorf("%+v, want 7 rows of density 0 and 223 others", result.Tally)
	}
	r = run(t, data, filepath.Join(t.TempDir(), "s.parquet"))
	r.Keep, r.Certify = []string{"id"}, true
	if _, err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, v := range logProbs(t, r.Out) {
		if got := strings.Split(lines[i+1], ",")[2]; math.IsInf(v, -1) && got != "-Inf" || !math.IsInf(v, -1) && got != table.FormatNumber(v) {
			t.Errorf("row %d: %g in Parquet, %s in CSV", i+1, v, got)
		}
	}
}

// TestStandardInput: standard input is scored like a file with the same bytes. Keep works, and Check gets the notes of the
// reader before anything is scored.
func TestStandardInput(t *testing.T) {
	for _, data := range []string{text(t, 230), groups(t, 230)} {
		want := ""
		for i, name := range []string{data, "-"} {
			r := run(t, name, filepath.Join(t.TempDir(), "s.csv"))
			r.Keep, r.Stdin = []string{"id"}, must[*os.File](t)(os.Open(data))
			noted := 0
			r.Check = func(notes []string) error { noted = len(notes); return nil }
			if _, err := r.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := contents(t, r.Out); i == 0 {
				want = got
			} else if got != want || noted == 0 {
				t.Errorf("%s: other bytes from standard input, or %d notes of it", data, noted)
			}
		}
		refused := errors.New("refused")
		r := run(t, "-", "-")
		r.Stdin, r.Check = must[*os.File](t)(os.Open(data)), func([]string) error { return refused }
		if _, err := r.Run(t.Context()); !errors.Is(err, refused) {
			t.Errorf("%v, want the error of Check", err)
		}
	}
}

// logProbs reads the column log_p with Arrow's library, since the readers of package table refuse −∞.
func logProbs(t *testing.T, path string) (out []float64) {
	t.Helper()
	f := must[*file.Reader](t)(file.OpenParquetFile(path, false))
	defer f.Close()
	in := must[*pqarrow.FileReader](t)(pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator))
	all := must[arrow.Table](t)(in.ReadTable(t.Context()))
	defer all.Release()
	for _, chunk := range all.Column(all.Schema().FieldIndices("log_p")[0]).Data().Chunks() {
		out = append(out, chunk.(*array.Float64).Float64Values()...)
	}
	return out
}

// TestUnits: log p is a density in the units of the columns, also of a column with a transform: it integrates to one.
func TestUnits(t *testing.T) {
	const n, low, high = 120, 1e-3, 60.0
	x, y := table.NewNumbers("x"), table.NewNumbers("y")
	step := math.Log(high/low) / n
	for i := range n {
		for j := range n {
			x.AppendNumber(-6 + 12*(float64(i)+0.5)/n)
			y.AppendNumber(low * math.Exp((float64(j)+0.5)*step))
		}
	}
	rows := must[*table.Table](t)(table.New(x, y))
	f, c := flow(t)
	s := &score.Scorer{Model: f, Card: c, Draws: 1}
	scores := must[*score.Scores](t)(s.Score(t.Context(), rows))
	mass := 0.0
	for i, v := range scores.LogProb {
		mass += math.Exp(v) * 12 / n * step * y.Numbers[i]
	}
	if !(math.Abs(mass-1) <= 0.01) {
		t.Errorf("the density integrates to %g, want 1", mass)
	}
}

func TestShardWords(t *testing.T) {
	for words, ok := range map[string]bool{"0/4": true, "3/4": true, "4/4": false, "-1/4": false, "1": false, "a/b": false, "0/0": false, "": false} {
		var s score.Shard
		if err := s.UnmarshalText([]byte(words)); (err == nil) != ok {
			t.Errorf("%q: %v", words, err)
		}
	}
}

// TestNoRows: files without a row are ErrNoRows wherever scores go, and leave nothing that would refuse other rows
// there. To standard output they were a success.
func TestNoRows(t *testing.T) {
	data := filepath.Join(t.TempDir(), "empty.csv")
	if err := os.WriteFile(data, []byte("id,y,x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for _, out := range []string{output.Stdout, filepath.Join(folder, "scores.csv"), filepath.Join(folder, "parts")} {
		r := run(t, data, out)
		r.Stdout = io.Discard
		if _, err := r.Run(t.Context()); !errors.Is(err, table.ErrNoRows) {
			t.Errorf("-out %s: error %v, want ErrNoRows", out, err)
		}
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("leaves %v, error %v; want nothing", left, err)
	}
}
