// A run over files.

package score

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/output"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// A Run scores all rows of some files.
type Run struct {
	Scorer
	ModelHash string
	Files     []string
	Options   *table.Options // of reading; the columns are the schema's and those of Keep
	Keep      []string       // columns of the data that are copied to the output
	Out       string         // a file, "-", or a folder that parts stay in
	Format    string         // csv or parquet, of parts in a folder
	Shard     Shard
	UnitRows  int       // rows of a unit of files without row groups; 0: 65536
	Stdin     io.Reader // what the file "-" reads
	Stdout    io.Writer
	Check     func(notes []string) error // gets what was found out of the first file; nil: no check

	until     context.Context // of reads that may wait; nil: they wait
	input     table.Reader    // the first file while it is open, if it can be read once
	columns   []string        // their names as the caller has them, for a model whose file has none
	nameFiles bool            // rows name their file even if the run has one file

	layout *layout
	rows   ordinals
	limits limits
	held   func(row int64) bool
	parts  parts
	units  int
}

// Result is what a run found.
type Result struct {
	Tally
	Known int64 // rows that an earlier run had scored
}

// IsFolder says that an output is a folder of parts.
func IsFolder(out string) bool {
	if info, err := os.Stat(out); err == nil {
		return info.IsDir()
	}
	return out != output.Stdout && output.Suffix(out) == ""
}

// Run scores.
func (r *Run) Run(ctx context.Context) (*Result, error) {
	r.until = ctx
	if err := r.Prepare(); err != nil {
		return nil, err
	}
	if r.Out == output.Stdout {
		return r.stream(ctx)
	}
	held, err := r.hold()
	if err != nil {
		return nil, err
	}
	defer held.Release()
	result, err := r.scoreUnits(ctx)
	if err != nil {
		r.forgetNothing()
		return nil, err
	}
	if err := r.errNoRows(result); err != nil {
		r.parts.forget()
		return nil, err
	}
	if IsFolder(r.Out) {
		return result, nil
	}
	if err := r.parts.join(r.Out, r.units, r.layout.fields); err != nil {
		return nil, err
	}
	return result, errors.WithStack(os.RemoveAll(r.parts.folder))
}

// Prepare checks, before rows are scored, that the model can score the first file and that the output can hold the columns.
func (r *Run) Prepare() error {
	if r.UnitRows == 0 {
		r.UnitRows = unitRows
	}
	r.limits = r.Scorer.limits()
	r.held = func(int64) bool { return false }
	if split := r.Card.Fit.Split; len(r.Files) == 1 && split.Rows > 0 {
		r.held = split.Set().Has
	}
	keep, err := r.keptFields()
	if err != nil {
		return err
	}
	if r.layout, err = newLayout(r.nameFiles || len(r.Files) > 1, keep, r.Certify); err != nil {
		return err
	}
	return r.Scorer.prepare()
}

// stream writes CSV without parts.
func (r *Run) stream(ctx context.Context) (*Result, error) {
	result := &Result{}
	w, err := table.NewCSVWriter(r.Stdout, r.layout.fields)
	if err != nil {
		return nil, err
	}
	for u, err := range r.each() {
		if err != nil {
			return nil, err
		}
		t, _, err := r.score(ctx, u, w)
		if err != nil {
			return nil, err
		}
		result.then(t)
	}
	if err := r.errNoRows(result); err != nil {
		return nil, err
	}
	return result, w.Close()
}

// errNoRows is the error of files without a row; a shard may have none.
func (r *Run) errNoRows(result *Result) error {
	if result.Rows > 0 || r.Shard.Of > 0 {
		return nil
	}
	return errors.Wrap(table.ErrNoRows, strings.Join(r.Files, ", "))
}

// scoreUnits makes the parts of the shard that are not there yet.
func (r *Run) scoreUnits(ctx context.Context) (*Result, error) {
	if err := r.begin(); err != nil {
		return nil, err
	}
	result := &Result{}
	for u, err := range r.each() {
		if err != nil {
			return nil, err
		}
		t, known, err := r.part(ctx, u)
		if err != nil {
			return nil, err
		}
		if t == nil {
			continue
		}
		result.then(t)
		if known {
			result.Known += t.Rows
		}
	}
	return result, nil
}

// forgetNothing removes the folder of a file's parts if it has none: it would refuse the same file with its mistake
// mended. A folder that other shards may use stays.
func (r *Run) forgetNothing() {
	if r.Out != r.parts.folder && r.parts.isEmpty() {
		r.parts.forget()
	}
}

// begin finds the folder of the parts.
func (r *Run) begin() error {
	r.parts = parts{folder: r.Out, suffix: "." + r.Format}
	if !IsFolder(r.Out) {
		if err := output.Check(r.Out, r.Files...); err != nil {
			return err
		}
		r.parts = parts{folder: r.Out + ".parts", suffix: output.Suffix(r.Out)}
	}
	if err := r.parts.apart(r.Files); err != nil {
		return err
	}
	data, err := inputs(r.Files)
	if err != nil {
		return err
	}
	r.forgetNothing()
	for i := range data {
		data[i].Path = filepath.ToSlash(data[i].Path)
	}
	o := r.Options.OrDefault()
	text := reading{o.Missing, o.Header, o.Delimiter, o.Decimal, o.Comment}
	return r.parts.begin(&run{
		Model: r.ModelHash, Data: data, Columns: r.columns, Text: text, Keep: r.Keep, Seed: r.Seed, Draws: r.Draws, Certify: r.Certify, Within: r.Within,
	})
}

// score scores a unit's rows.
func (r *Run) score(ctx context.Context, u *unit, w table.Writer) (t *Tally, some bool, err error) {
	t = &Tally{}
	some, err = u.read(func(batch *table.Table) error {
		scores, err := r.scoreBatch(ctx, u.file, batch)
		if err != nil {
			return err
		}
		return r.write(w, t, batch, scores, r.rows.all(len(scores.LogProb)))
	})
	return t, some, err
}

func (r *Run) scoreBatch(ctx context.Context, file string, batch *table.Table) (*Scores, error) {
	scores, err := r.Score(ctx, batch)
	return scores, errors.WithMessagef(err, "rows from %d on of %s", batch.Origin.First+1, file)
}

// write adds a batch to what is known, and writes some of its rows.
func (r *Run) write(w table.Writer, t *Tally, batch *table.Table, scores *Scores, rows []int) error {
	t.add(scores, batch.Origin.First, r.limits, r.held)
	if err := t.Print.Add(batch, r.Card.Columns()); err != nil {
		return err
	}
	out, err := r.layout.table(batch, scores, rows)
	if err != nil {
		return err
	}
	return w.Write(out)
}

// ordinals are the numbers from 0 on.
type ordinals []int

// all are the first n.
func (o *ordinals) all(n int) []int {
	for i := len(*o); i < n; i++ {
		*o = append(*o, i)
	}
	return (*o)[:n]
}
