// The parts of an output folder, and what is known of each.

package score

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/internal/locks"
	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// parts is a folder of parts. What is known of them is in a folder below it, whose name makes other programs pass over it
// when they read all files of a folder.
type parts struct {
	folder string
	suffix string // .csv or .parquet
}

const knownFolder = "_known"

// known is the path of a part's tally.
func (p parts) known(name string) string {
	return filepath.Join(p.folder, knownFolder, name+".json")
}

// path is the path of a part.
func (p parts) path(unit int) string { return filepath.Join(p.folder, partName(unit)+p.suffix) }

func partName(unit int) string { return fmt.Sprintf("part-%06d", unit) }

// apart refuses files to be scored that have the name of a part in the folder, which would overwrite them.
func (p parts) apart(files []string) error {
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), p.suffix)
		var unit int
		if n, err := fmt.Sscanf(name, "part-%d", &unit); err != nil || n != 1 || name != partName(unit) {
			continue
		}
		if err := program.Apart(p.path(unit), path); err != nil {
			return errors.WithMessage(err, "-out")
		}
	}
	return nil
}

// hold keeps other processes from the parts of a file, which they would take for their own or remove. A folder is for shards to
// share.
func (r *Run) hold() (*locks.Held, error) {
	if IsFolder(r.Out) {
		return nil, nil
	}
	held, taken := locks.Hold(filepath.Join(filepath.Dir(r.Out), "."+filepath.Base(r.Out)+".lock"))
	if taken {
		return nil, errors.Errorf("-out %s is being written by another run, which has not ended; choose another -out", r.Out)
	}
	return held, nil
}

// A run is all that the bytes of the parts depend on.
type run struct {
	Model   string   `json:"model"` // hash of its file, and how it is solved
	Data    []input  `json:"data"`
	Columns []string `json:"columns,omitempty"` // as the caller names them, for a model whose file does not
	Text    reading  `json:"text,omitzero"`
	Keep    []string `json:"keep,omitempty"`
	Seed    uint64   `json:"seed"`
	Draws   int      `json:"draws"`
	Certify bool     `json:"certify"`
	Within  float64  `json:"within,omitempty"`
}

// reading is how CSV is read, as far as options say it.
type reading struct {
	Missing   []string     `json:"missing,omitempty"`
	Header    table.Header `json:"header,omitempty"`
	Delimiter rune         `json:"delimiter,omitempty"`
	Decimal   rune         `json:"decimal,omitempty"`
	Comment   rune         `json:"comment,omitempty"`
}

// input is a file to be scored.
type input struct {
	Path  string `json:"path"`
	Bytes int64  `json:"bytes"`    // 0 for standard input
	Time  int64  `json:"modified"` // nanoseconds since 1970
}

// inputs reads names, sizes and times of files.
func inputs(files []string) (list []input, err error) {
	for _, path := range files {
		if path == "-" {
			list = append(list, input{Path: path})
			continue
		}
		info, err := os.Stat(path)
		if err != nil {
			return nil, errors.WithStack(err)
		}
		if info.IsDir() {
			return nil, errors.Errorf("%s is a folder; name its files", path)
		}
		list = append(list, input{path, info.Size(), info.ModTime().UnixNano()})
	}
	return list, nil
}

// begin makes the folder, or checks that its parts are of the same run.
func (p parts) begin(r *run) error {
	if err := os.MkdirAll(filepath.Join(p.folder, knownFolder), 0o755); err != nil {
		return errors.WithMessage(err, "-out")
	}
	held, err := p.turn()
	if err != nil {
		return err
	}
	defer held.Release()
	var before run
	switch found, err := read(p.known("run"), &before); {
	case err != nil:
		return err
	case found:
		return errors.WithMessage(before.differs(r), p.folder)
	}
	return write(p.known("run"), r)
}

// turn waits for runs that begin in the folder at the same time: each would find no other, and all would begin.
func (p parts) turn() (*locks.Held, error) {
	const attempts, pause = 1000, 10 * time.Millisecond
	for range attempts {
		held, taken := locks.Hold(filepath.Join(p.folder, knownFolder, ".run.lock"))
		if !taken {
			return held, nil
		}
		time.Sleep(pause)
	}
	return nil, errors.Errorf("-out %s: another run has begun there for %v; choose another -out", p.folder, attempts*pause)
}

// differs says in what two runs differ.
func (r *run) differs(now *run) error {
	what := ""
	switch {
	case r.Model != now.Model:
		what = "another model, -solver or -accuracy"
	case !same(r.Data, now.Data):
		what = "other data, or data that have changed"
	case !same(r.Columns, now.Columns):
		what = "another -columns"
	case !same(r.Text, now.Text):
		what = "another -na, -header, -delimiter, -decimal or -comment"
	case !same(r.Keep, now.Keep):
		what = "another -keep"
	case r.Seed != now.Seed || r.Draws != now.Draws:
		what = "another -seed or -draws"
	case r.Within != now.Within:
		what = "another -within"
	case r.Certify != now.Certify:
		what = "another -certify"
	default:
		return nil
	}
	return errors.Errorf("holds parts of a run with %s; remove it, or choose another -out", what)
}

func same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// isEmpty says that no part is complete.
func (p parts) isEmpty() bool {
	known, err := os.ReadDir(filepath.Join(p.folder, knownFolder))
	complete := slices.ContainsFunc(known, func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), "part-") })
	return !complete && (err == nil || errors.Is(err, fs.ErrNotExist))
}

// forget removes what a run without rows has left, which would refuse other rows, and the folder if it is empty then.
func (p parts) forget() {
	_ = os.RemoveAll(filepath.Join(p.folder, knownFolder))
	_ = os.Remove(p.folder)
}

// tally is what is known of a part; false without the part.
func (p parts) tally(unit int) (*Tally, bool, error) {
	t := &Tally{}
	found, err := read(p.known(partName(unit)), t)
	if err != nil || !found {
		return nil, false, err
	}
	if _, err := os.Stat(p.path(unit)); errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	return t, true, nil
}

// finish records that a part is complete.
func (p parts) finish(unit int, t *Tally) error { return write(p.known(partName(unit)), t) }

func read(path string, into any) (found bool, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, errors.WithStack(err)
	}
	return true, errors.Wrap(json.Unmarshal(text, into), path)
}

func write(path string, value any) error {
	return atomicfile.Write(path, func(w io.Writer) error { return json.NewEncoder(w).Encode(value) })
}
