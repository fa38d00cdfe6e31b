// The transform that scores.

package pipeline

import (
	"cmp"
	"context"
	"os"
	"sync"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/gorgoflow/gorgoflow/examples/density/score"
	"github.com/pkg/errors"
)

// What the transform counts.
var (
	rows        = beam.NewCounter(Namespace, "rows")
	evaluations = beam.NewCounter(Namespace, "evaluations") // of the right-hand side
	failures    = beam.NewCounter(Namespace, "failures")    // rows without a finite log-density
)

// Namespace is the namespace of the counters.
const Namespace = "density"

// splitFn names the pieces of a file.
type splitFn struct{}

// ProcessElement reads only the end of a file, where Parquet has its row groups.
func (*splitFn) ProcessElement(ctx context.Context, f File, emit func(Piece)) error {
	var l local
	defer l.forget()
	listed, err := version(ctx, f.Path)
	if err != nil {
		return err
	}
	path, err := l.copy(ctx, f.Path)
	if err != nil {
		return err
	}
	groups, err := score.Groups(path)
	if err != nil {
		return errors.WithMessage(err, f.Path)
	}
	for _, group := range groups {
		emit(Piece{f, group, listed})
	}
	return nil
}

// scoreFn scores pieces. Its exported fields travel to the workers.
type scoreFn struct {
	score.Settings
	Out   string
	First string // a file whose columns all files have

	data local
	run  *score.Run
}

func newScoreFn(s *Settings) *scoreFn {
	f := &scoreFn{Settings: s.Settings, Out: s.Out, First: s.Files[0]}
	f.NameFiles = len(s.Files) > 1
	return f
}

// models holds the models that a worker has loaded, by path and solver. All instances of the transform share them.
var models sync.Map

// Setup loads the model, once for all instances in a process.
func (f *scoreFn) Setup(ctx context.Context) error {
	key := f.Settings.Key()
	load, _ := models.LoadOrStore(key, sync.OnceValues(func() (*score.Model, error) { return load(ctx, f.Settings) }))
	model, err := load.(func() (*score.Model, error))()
	if err != nil {
		models.Delete(key) // another attempt reads it again
		return err
	}
	first, err := f.data.copy(ctx, f.First)
	if err != nil {
		return err
	}
	f.run = f.Settings.Run(model, nil, first)
	return errors.WithMessage(f.run.Prepare(), f.First)
}

// load reads a model of any file system.
func load(ctx context.Context, s score.Settings) (*score.Model, error) {
	var l local
	defer l.forget()
	path, err := l.copy(ctx, s.Model)
	if err != nil {
		return nil, err
	}
	name := s.Model
	s.Model = path
	m, err := s.Open(ctx)
	return m, errors.WithMessage(err, name)
}

// ProcessElement writes the scores of a piece.
func (f *scoreFn) ProcessElement(ctx context.Context, p Piece, scored func(Part), rejected func(string, score.Bad)) error {
	path, err := f.data.copy(ctx, p.Path)
	if err != nil {
		return err
	}
	bad := func(b score.Bad) {
		failures.Inc(ctx, 1)
		rejected(p.Name(), b)
	}
	out := within(f.Out, p.Name()+".parquet")
	var tally *score.Tally
	err = written(ctx, out, func(file string) (bool, error) {
		tally, err = f.run.ScorePiece(ctx, score.Piece{File: p.Path, Path: path, Group: p.Group}, file, bad)
		if still := p.isStill(ctx); still != nil {
			return false, cmp.Or(os.RemoveAll(file), still)
		}
		return tally != nil, err
	})
	if err != nil || tally == nil {
		return err
	}
	rows.Inc(ctx, tally.Rows)
	evaluations.Inc(ctx, tally.Evaluations)
	scored(Part{out, tally.Rows})
	return nil
}

// Teardown removes the local copy.
func (f *scoreFn) Teardown() error { return f.data.forget() }
