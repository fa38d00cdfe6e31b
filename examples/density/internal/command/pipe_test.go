// Rows from a pipe with a name, as <(zcat rows.csv.gz) is for a shell.

package command_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/command"
)

// TestScoreAPipe: all rows of a pipe are scored, which can be read once, as those of a file are. Of rows without names a
// second opening would give the later ones alone.
func TestScoreAPipe(t *testing.T) {
	var text strings.Builder
	for i := range 40 {
		fmt.Fprintf(&text, "%d.5\n", i*i%17)
	}
	path, further := write(t, "rows.csv", text.String()), write(t, "further.csv", text.String())
	folder, _ := fit(t, path)
	scores := func(data ...string) string {
		out := filepath.Join(t.TempDir(), "scores.csv")
		must(t, append([]string{"score", filepath.Join(folder, "model.gorgoflow"), "-out", out}, data...)...)
		written, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range data {
			written = bytes.ReplaceAll(written, []byte(name), []byte("rows"))
		}
		return string(written)
	}
	if got, want := scores(pipeOf(t, text.String())), scores(path); got != want {
		t.Errorf("scores of the pipe are\n%s\nthose of the file\n%s", got, want)
	}
	if got, want := scores(pipeOf(t, text.String()), pipeOf(t, text.String())), scores(path, further); got != want {
		t.Errorf("scores of two pipes are\n%s\nthose of the files\n%s", got, want)
	}
}

// TestFitAPipe: a pipe with a name is taken by the flags as a file is: rows behind which a text stands among numbers are read
// once more, as texts.
func TestFitAPipe(t *testing.T) {
	text := "k,x\n"
	for i := range 60 {
		text += fmt.Sprintf("%s,%d.5\n", []string{"1", "2", "b"}[i/20], i*i%17)
	}
	_, got := fit(t, pipeOf(t, text), "-kind", "k=category")
	_, want := fit(t, write(t, "rows.csv", text), "-kind", "k=category")
	const levels = "3 levels: 1, 2, b"
	if !strings.Contains(got, levels) || !strings.Contains(want, levels) {
		t.Errorf("%s from a pipe, %s from a file, want %s", got, want, levels)
	}
}

// TestLateDatesOfAPipe: dates below the rows that tell the type of their column are dates in a pipe as in a file.
func TestLateDatesOfAPipe(t *testing.T) {
	text := "x,day\n" + strings.Repeat("1.5,\n2.25,\n", 600) + strings.Repeat("3.5,2020-01-01\n1.5,2020-01-04\n", 9)
	_, got := fit(t, pipeOf(t, text), "-missing", "mask")
	if days := line(t, got, "day"); !strings.Contains(days, "date") || !strings.Contains(days, "2020-01-01 … 2020-01-04; 1200 missing") {
		t.Errorf("a pipe with late dates: %s", days)
	}
}

// TestPipesWithoutAnEnd: a command whose context ends while it waits for rows ends, whoever may write to the pipe.
func TestPipesWithoutAnEnd(t *testing.T) {
	const rows = "k,x\n"
	text := rows
	for i := range 60 {
		text += fmt.Sprintf("%d,%d.5\n", i%7, i*i%17)
	}
	path := model(t, write(t, "rows.csv", text), "-condition", "k")
	for _, args := range [][]string{{"fit"}, {"score", path}, {"audit", path}, {"sample", path, "-out", "-", "-conditions"}} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.WriteString(rows); err != nil {
			t.Fatal(err)
		}
		ctx, end := context.WithCancel(t.Context())
		var said bytes.Buffer
		ended := make(chan int, 1)
		go func() {
			ended <- command.Run(ctx, append(args, named(t, r)), command.Streams{Out: io.Discard, Err: &said})
		}()
		end()
		select {
		case code := <-ended:
			if code != 1 || !strings.Contains(said.String(), context.Canceled.Error()) {
				t.Errorf("%v ends with %d and says %q", args, code, &said)
			}
		case <-time.After(20 * time.Second):
			t.Errorf("%v waits for the pipe", args)
		}
		w.Close()
		t.Cleanup(func() { r.Close() })
	}
}

// pipeOf returns the name of a pipe that has a text.
func pipeOf(t *testing.T, text string) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	if _, err := w.WriteString(text); err != nil || w.Close() != nil {
		t.Fatal("the pipe takes no rows")
	}
	return named(t, r)
}

func named(t *testing.T, pipe *os.File) string {
	if _, err := os.Stat("/dev/fd"); err != nil {
		t.Skip("no names of pipes")
	}
	return fmt.Sprint("/dev/fd/", pipe.Fd())
}
