// What a run's recorders write, read back by others: encoding/json, a handler of log/slog, and a reader of the wire format.

package record_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"log/slog"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/record"
)

var none = train.NewScore(nil)

// records are those of a run of three iterations.
var records = []train.Record{
	{Iteration: 1, Epoch: 1, Loss: 2.5, Norm: 3, Rate: 0.01, Evaluations: 26, Elapsed: time.Second, Score: none},
	{Iteration: 2, Epoch: 1, Loss: math.Inf(1), Norm: math.NaN(), Rate: 0.02, Evaluations: 32, Elapsed: 1500 * time.Millisecond, Score: none},
	{Iteration: 300, Epoch: 2, Loss: -1.25, Norm: 0.5, Rate: 0.03, Evaluations: 20.5, Elapsed: 2 * time.Second,
		Score: train.Score{Mean: 1.5, Error: 0.125, Rows: 40}, Best: true},
}

// tell gives a recorder all records.
func tell(t *testing.T, r train.Recorder) {
	t.Helper()
	if err := r.Init(); err != nil {
		t.Fatal(err)
	}
	for i := range records {
		if err := r.Record(&records[i]); err != nil {
			t.Fatal(err)
		}
	}
}

func TestJSONLines(t *testing.T) {
	var out bytes.Buffer
	tell(t, record.JSONLines(&out))
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != len(records) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(records), out.String())
	}
	for i, want := range []map[string]any{
		{"iteration": 1.0, "epoch": 1.0, "loss": 2.5, "norm": 3.0, "rate": 0.01, "evaluations": 26.0, "elapsed": 1.0},
		{"iteration": 2.0, "epoch": 1.0, "loss": "Infinity", "norm": "NaN", "rate": 0.02, "evaluations": 32.0, "elapsed": 1.5},
		{"iteration": 300.0, "epoch": 2.0, "loss": -1.25, "norm": 0.5, "rate": 0.03, "evaluations": 20.5, "elapsed": 2.0,
			"heldOut": map[string]any{"loss": -1.5, "error": 0.125, "rows": 40.0, "best": true}},
	} {
		var got map[string]any
		if err := json.Unmarshal([]byte(lines[i]), &got); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("line %d is %v, want %v", i, got, want)
		}
	}
	if record.JSONLines(nil).Init() == nil {
		t.Error("a nil writer is taken")
	}
}

func TestSlogTellsScoresFromIterations(t *testing.T) {
	var all, scores bytes.Buffer
	tell(t, record.All(nil, record.Slog(slog.New(slog.NewTextHandler(&all, &slog.HandlerOptions{Level: slog.LevelDebug}))), record.Slog(slog.New(slog.NewTextHandler(&scores, nil)))))
	if n := strings.Count(all.String(), "\n"); n != 3 {
		t.Errorf("%d lines at level Debug, want 3", n)
	}
	if n := strings.Count(scores.String(), "\n"); n != 1 {
		t.Errorf("%d lines at level Info, want 1", n)
	}
	for _, want := range []string{"iteration=300", "loss=-1.25", "heldOut.loss=-1.5", "heldOut.best=true"} {
		if !strings.Contains(scores.String(), want) {
			t.Errorf("no %s in %s", want, scores.String())
		}
	}
}

// TestSlogAsJSON: in a log of JSON, numbers that JSON cannot express are the texts that JSONLines has for them.
func TestSlogAsJSON(t *testing.T) {
	var log, lines bytes.Buffer
	one := train.Record{Iteration: 1, Loss: math.Inf(1), Norm: math.NaN(), Score: train.Score{Mean: math.Inf(1), Error: math.NaN(), Rows: 1}}
	r := record.All(record.Slog(slog.New(slog.NewJSONHandler(&log, nil))), record.JSONLines(&lines))
	if r.Init() != nil || r.Record(&one) != nil {
		t.Fatal("not recorded")
	}
	var got, want map[string]any
	if err := errors.Join(json.Unmarshal(log.Bytes(), &got), json.Unmarshal(lines.Bytes(), &want)); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"loss", "norm", "rate"} {
		if got[key] != want[key] {
			t.Errorf("%s is %v, want %v", key, got[key], want[key])
		}
	}
	if a, b := got["heldOut"], want["heldOut"]; !reflect.DeepEqual(a, b) {
		t.Errorf("heldOut is %v, want %v", a, b)
	}
}

// failing is a recorder with errors of its own.
type failing struct{ init, record error }

func (f failing) Init() error                { return f.init }
func (f failing) Record(*train.Record) error { return f.record }

func TestAllStopsAtAnError(t *testing.T) {
	full := errors.New("disk full")
	var after bytes.Buffer
	if err := record.All(failing{full, nil}, record.JSONLines(&after)).Init(); err != full {
		t.Errorf("Init: error %v, want %v", err, full)
	}
	if err := record.All(failing{nil, full}, record.JSONLines(&after)).Record(&records[0]); err != full || after.Len() > 0 {
		t.Errorf("Record: error %v and %d bytes of the next recorder, want %v and none", err, after.Len(), full)
	}
}

// board writes the records into a new folder.
func board(t *testing.T) (folder string, file []byte) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "runs", "first")
	b, err := record.NewTensorBoard(folder)
	if err != nil {
		t.Fatal(err)
	}
	b.Stop(time.Unix(1600000000, 0))
	tell(t, b)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if b.Record(&records[0]) == nil {
		t.Error("a file that is closed is written")
	}
	names, err := filepath.Glob(filepath.Join(folder, "*tfevents*"))
	if err != nil || len(names) != 1 {
		t.Fatalf("files %v, error %v", names, err)
	}
	if file, err = os.ReadFile(names[0]); err != nil {
		t.Fatal(err)
	}
	return folder, file
}

// TestMask: Masked agrees with another formula for the mask on the test vector of RFC 3720, B.4: 32 bytes of zeros have the
// CRC-32C 8a9136aa.
func TestMask(t *testing.T) {
	sum := uint64(0x8a9136aa)
	if got, want := record.Masked(make([]byte, 32)), uint32((sum<<32|sum)>>15)+0xa282ead8; got != want {
		t.Errorf("%#x, want %#x", got, want)
	}
}

// TestRunsShareAnEventFile: events of runs that share a recorder are whole, one after another.
func TestRunsShareAnEventFile(t *testing.T) {
	const runs, each = 8, 300
	folder := t.TempDir()
	b, err := record.NewTensorBoard(folder)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range runs {
		group.Go(func() {
			for i := range each {
				if err := b.Record(&train.Record{Iteration: i, Score: none}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	names, _ := filepath.Glob(filepath.Join(folder, "*tfevents*"))
	file, err := os.ReadFile(names[0])
	if err != nil || b.Close() != nil {
		t.Fatal(err)
	}
	n := 0
	for ; len(file) > 16 && binary.LittleEndian.Uint64(file) <= uint64(len(file)-16); n++ {
		file = file[16+binary.LittleEndian.Uint64(file):]
	}
	if n != runs*each || len(file) > 0 {
		t.Errorf("%d whole events, then %d bytes; want %d events", n, len(file), runs*each)
	}
}

func TestEventFilesByTheWireFormat(t *testing.T) {
	_, file := board(t)
	var got []string
	for len(file) > 0 {
		n := binary.LittleEndian.Uint64(file)
		data := file[12 : 12+n]
		for _, part := range []struct{ data, sum []byte }{{file[:8], file[8:12]}, {data, file[12+n : 16+n]}} {
			stored := binary.LittleEndian.Uint32(part.sum) - 0xa282ead8
			if sum := stored>>17 | stored<<15; sum != crc32.Checksum(part.data, crc32.MakeTable(crc32.Castagnoli)) {
				t.Errorf("a checksum is %#x", sum)
			}
		}
		got = append(got, describe(t, data, ""))
		file = file[16+n:]
	}
	want := []string{
		"1=1.6e+09 3=brain.Event:2",
		"1=1.6e+09 2=1 5={1={1=loss/train 2=2.5} 1={1=norm 2=3} 1={1=rate 2=0.01} 1={1=evaluations 2=26}}",
		"1=1.6e+09 2=2 5={1={1=loss/train 2=+Inf} 1={1=norm 2=NaN} 1={1=rate 2=0.02} 1={1=evaluations 2=32}}",
		"1=1.6e+09 2=300 5={1={1=loss/train 2=-1.25} 1={1=norm 2=0.5} 1={1=rate 2=0.03} 1={1=evaluations 2=20.5}" +
			" 1={1=loss/held_out 2=-1.5} 1={1=loss/held_out_error 2=0.125}}",
	}
	if a, b := strings.Join(got, "\n"), strings.Join(want, "\n"); a != b {
		t.Errorf("got\n%s\nwant\n%s", a, b)
	}
}

// TestResumedEventFilesSayWhereTheyBegin: a run that is resumed after iteration 1 marks the start of a session at iteration
// 2, at which TensorBoard drops what the run before has written from there on. So does a run that starts over beside the
// file of one that had no checkpoint yet, at iteration 1. Other records have no such mark.
func TestResumedEventFilesSayWhereTheyBegin(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run [1]")
	for i, run := range []struct {
		first *train.Record
		want  []string
	}{
		{&records[0], []string{"1=1.6e+09 3=brain.Event:2", "1=1.6e+09 2=1 5={1={1=loss/tra", "1=1.6e+09 2=2 5={1={1=loss/tra"}},
		{&records[0], []string{"1=1.6e+09 3=brain.Event:2", "1=1.6e+09 2=1 7={1=1}", "1=1.6e+09 2=1 5={1={1=loss/tra", "1=1.6e+09 2=2 5={1={1=loss/tra"}},
		{&records[1], []string{"1=1.6e+09 3=brain.Event:2", "1=1.6e+09 2=2 7={1=1}", "1=1.6e+09 2=2 5={1={1=loss/tra", "1=1.6e+09 2=2 5={1={1=loss/tra"}},
	} {
		b, err := record.NewTensorBoard(folder)
		if err != nil {
			t.Fatal(err)
		}
		b.Stop(time.Unix(1600000000, 0))
		if b.Init() != nil || b.Record(run.first) != nil || b.Record(&records[1]) != nil || b.Close() != nil {
			t.Fatal("not recorded")
		}
		names, _ := os.ReadDir(folder)
		file, err := os.ReadFile(filepath.Join(folder, names[i].Name()))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for len(file) > 0 {
			n := binary.LittleEndian.Uint64(file)
			text := describe(t, file[12:12+n], "")
			got, file = append(got, text[:min(len(text), 30)]), file[16+n:]
		}
		if !reflect.DeepEqual(got, run.want) {
			t.Errorf("run %d: got %q, want %q", i, got, run.want)
		}
	}
}

// TestTensorBoardReadsEventFiles: TensorBoard's own reader finds every number.
func TestTensorBoardReadsEventFiles(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil || exec.Command(python, "-c", "import tensorboard").Run() != nil {
		t.Skip("needs python3 with tensorboard")
	}
	folder, _ := board(t)
	out, err := exec.Command(python, "testdata/read_events.py", folder).Output()
	if err != nil {
		t.Fatal(err)
	}
	want := "evaluations 1:26.0 2:32.0 300:20.5\nloss/held_out 300:-1.5\nloss/held_out_error 300:0.125\nloss/train 1:2.5 2:inf 300:-1.25\n" +
		"norm 1:3.0 2:nan 300:0.5\nrate 1:0.01 2:0.02 300:0.03\n"
	if string(out) != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
}
