// Errors that are found before anything is sent to workers.

package pipeline

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/pkg/errors"
)

// Check finds the files that the patterns match. It checks that the model can score the first file and that the folder
// has no parts yet.
func (s *Settings) Check(ctx context.Context, patterns []string) error {
	switch {
	case s.Model == "":
		return errors.New("-model is missing; want a file that density fit has written")
	case s.Out == "":
		return errors.New("-out is missing; want a folder")
	case s.Draws < 1:
		return errors.Errorf("-draws %d: want at least 1", s.Draws)
	case s.Within != 0 && !(s.Within > 0 && s.Within <= math.MaxFloat64):
		return errors.Errorf("-within %g: want a number of nats above 0, or 0 for any error", s.Within)
	case s.Within != 0 && s.Certify:
		return errors.New("-certify has no effect beside -within, which gives the bounds too")
	case len(patterns) == 0:
		return errors.New("no files; give their names, or patterns")
	}
	for _, pattern := range patterns {
		found, err := list(ctx, pattern)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return errors.Errorf("%s: no such file", pattern)
		}
		s.Files = append(s.Files, found...)
	}
	if path, ok := twice(s.Files); ok {
		return errors.Errorf("%s stands twice", path)
	}
	switch found, err := list(ctx, within(s.Out, "part-*")); {
	case err != nil:
		return errors.WithMessage(err, "-out")
	case len(found) > 0:
		return errors.Errorf("-out %s: holds parts of another run, such as %s; remove them, or choose another folder", s.Out, found[0])
	}
	f := newScoreFn(s)
	defer f.Teardown()
	if err := f.Setup(ctx); err != nil {
		return err
	}
	switch {
	case s.Draws > 1:
		return f.run.Card.CheckNoise(fmt.Sprintf("-draws %d", s.Draws))
	case s.Seed != nil:
		return f.run.Card.CheckNoise(fmt.Sprintf("-seed %d", *s.Seed))
	}
	return nil
}

// list are the files that a pattern matches, sorted.
func list(ctx context.Context, pattern string) ([]string, error) {
	fs, err := filesystem.New(ctx, pattern)
	if err != nil {
		return nil, err
	}
	defer fs.Close()
	found, err := fs.List(ctx, pattern)
	slices.Sort(found)
	return found, errors.WithMessage(err, pattern)
}

// twice finds a path that is listed twice.
func twice(paths []string) (string, bool) {
	seen := map[string]bool{}
	for _, path := range paths {
		if seen[path] {
			return path, true
		}
		seen[path] = true
	}
	return "", false
}
