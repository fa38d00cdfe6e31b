// One Fit at a time trains a model, and what a recorder does to its record is its own.

package train_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/internal/locks"
	"github.com/gorgoflow/gorgoflow/train"
)

// each calls a function with every record.
type each func(r *train.Record) error

func (each) Init() error                    { return nil }
func (f each) Record(r *train.Record) error { return f(r) }

// TestOneFitAtATime: a Fit of a model that is being trained, here by the Fit whose recorder calls it, is refused and
// changes nothing. After that Fit has ended, by a panic too, the model can be trained again.
func TestOneFitAtATime(t *testing.T) {
	x, alone, m := normal(50, 1), newGaussian(2), newGaussian(2)
	if _, err := train.Fit(ctx, alone, x, quiet(train.Settings{Iterations: 5})); err != nil {
		t.Fatal(err)
	}
	nested := each(func(*train.Record) error {
		if _, err := train.Fit(ctx, m, normal(30, 2), quiet(train.Settings{Iterations: 3})); !errors.Is(err, train.ErrSettings) {
			t.Errorf("within a Fit: error %v, want ErrSettings", err)
		}
		_, err := train.Fit(ctx, newGaussian(2), normal(30, 2), quiet(train.Settings{Iterations: 3}))
		return err
	})
	if _, err := train.Fit(ctx, m, x, quiet(train.Settings{Iterations: 5, Recorder: nested})); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(values(m), values(alone)) {
		t.Error("other weights than those of a Fit by itself")
	}
	for _, r := range []train.Recorder{&panicky{init: true}, &panicky{at: 1}, nil} {
		if _, err := train.Fit(ctx, m, x, quiet(train.Settings{Iterations: 1, Recorder: r})); errors.Is(err, train.ErrSettings) {
			t.Errorf("one after another: %v", err)
		}
	}
}

// TestOneFitACheckpoint: a Fit whose Checkpoint another one is writing, by whatever path, is refused; they replaced
// each other's state. It can be written after that Fit has ended.
func TestOneFitACheckpoint(t *testing.T) {
	folder := t.TempDir()
	file, link := filepath.Join(folder, "run"), filepath.Join(folder, "link")
	if err := os.Symlink("run", link); err != nil {
		t.Skip(err)
	}
	fit := func(path string, r train.Recorder) error {
		_, err := train.Fit(ctx, newGaussian(2), normal(30, 2), quiet(train.Settings{Iterations: 3, Checkpoint: path, Recorder: r}))
		return err
	}
	nested := each(func(*train.Record) error {
		for _, path := range []string{file, filepath.Join(folder, "none", "..", "run"), link} {
			if err := fit(path, nil); !errors.Is(err, train.ErrSettings) {
				t.Errorf("%s within a Fit that writes %s: error %v, want ErrSettings", path, file, err)
			}
		}
		return fit(file+"2", nil)
	})
	for range 2 {
		if err := fit(file, nested); err != nil {
			t.Error(err)
		}
	}
}

// TestOneFitACheckpointBehindALink: a link to a file that does not exist yet leads to the same checkpoint as the file's
// own path.
func TestOneFitACheckpointBehindALink(t *testing.T) {
	folder := t.TempDir()
	file, link := filepath.Join(folder, "run"), filepath.Join(folder, "link")
	if err := os.Symlink("run", link); err != nil {
		t.Skip(err)
	}
	nested := each(func(*train.Record) error {
		_, err := train.Fit(ctx, newGaussian(2), normal(30, 2), quiet(train.Settings{Iterations: 1, Checkpoint: file}))
		if !errors.Is(err, train.ErrSettings) {
			t.Errorf("error %v, want ErrSettings", err)
		}
		return nil
	})
	if _, err := train.Fit(ctx, newGaussian(2), normal(30, 2), quiet(train.Settings{Iterations: 3, Checkpoint: link, Recorder: nested})); err != nil {
		t.Error(err)
	}
}

// TestOneProcessACheckpoint: a Checkpoint that another process is writing, whose lock is held here, is refused before
// the model changes. Nothing but the file is left by a Fit, also where a killed process has left its lock.
func TestOneProcessACheckpoint(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no locks here")
	}
	folder := t.TempDir()
	held, _ := locks.Hold(filepath.Join(folder, ".run.lock"))
	m := newGaussian(2)
	fit := func() error {
		_, err := train.Fit(ctx, m, normal(30, 2), quiet(train.Settings{Iterations: 1, Checkpoint: filepath.Join(folder, "run")}))
		return err
	}
	if err := fit(); !errors.Is(err, train.ErrSettings) || m.mu != nil {
		t.Errorf("error %v, moments %v; want ErrSettings and a model as before", err, m.mu)
	}
	held.Release()
	must(t, os.WriteFile(filepath.Join(folder, ".run.lock"), nil, 0o644))
	must(t, fit())
	if left, _ := os.ReadDir(folder); len(left) != 1 {
		t.Errorf("%d files, want the checkpoint alone", len(left))
	}
}

// TestRecordsAreCopies: a recorder that changes its record changes neither the history nor what the run compares its
// last loss with.
func TestRecordsAreCopies(t *testing.T) {
	spoil := each(func(r *train.Record) error {
		*r = train.Record{Iteration: -1, Loss: -1e9}
		return nil
	})
	result, err := train.Fit(ctx, newGaussian(2), normal(50, 1), quiet(train.Settings{Iterations: 3, HoldOut: -1, Recorder: spoil}))
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range result.History {
		if r.Iteration != i+1 || r.Loss < 0 {
			t.Errorf("record %d is %+v", i, r)
		}
	}
}
