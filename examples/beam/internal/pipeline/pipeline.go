// The transforms of the pipeline.

// Package pipeline scores tables on Apache Beam. Rows do not travel between workers, only the names of pieces do: row
// groups of Parquet files, or whole files of other formats. A worker that gets a piece reads its rows, scores them and
// writes the scores as one file, which is whole or does not exist. The file is named after the piece, and the
// log-density of a row does not depend on other rows. So neither bundles nor retries nor the number of workers change a
// byte of the output.
package pipeline

import (
	"context"
	"fmt"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/gorgoflow/gorgoflow/examples/density/score"
)

// Settings are all that the output depends on, beside the rows.
type Settings struct {
	score.Settings
	Files []string // without patterns, of any of Beam's file systems
	Out   string   // a folder
}

// A File is one of the inputs.
type File struct {
	Number int // from 0
	Path   string
}

// A Piece is some rows of a file that are scored together.
type Piece struct {
	File
	Group   int    // the row group, from 1; 0: all rows of a file without groups
	Version string // of the file when its row groups were listed
}

// Name is the name of the piece's files, without a suffix. Sorted names are in the order of the rows.
func (p Piece) Name() string { return fmt.Sprintf("part-%06d-%06d", p.Number, p.Group) }

// A Part is a file that is written.
type Part struct {
	Path string
	Rows int64 // rows of the part, also rows that were rejected
}

func init() {
	register.DoFn3x1[context.Context, File, func(Piece), error](&splitFn{})
	register.DoFn4x1[context.Context, Piece, func(Part), func(string, score.Bad), error](&scoreFn{})
	register.DoFn3x1[context.Context, string, func(*score.Bad) bool, error](&rejectFn{})
	register.Emitter1[Piece]()
	register.Emitter1[Part]()
	register.Emitter2[string, score.Bad]()
	register.Iter1[score.Bad]()
}

// Score adds the transforms. It returns the parts that are written, and the rows without a finite log-density by the
// name of their piece. These rows are written below the folder rejected.
func Score(s beam.Scope, set *Settings) (parts, rejected beam.PCollection) {
	s = s.Scope("Score")
	files := make([]File, len(set.Files))
	for i, path := range set.Files {
		files[i] = File{i, path}
	}
	pieces := beam.Reshuffle(s, beam.ParDo(s, &splitFn{}, beam.CreateList(s, files)))
	parts, rejected = beam.ParDo2(s, newScoreFn(set), pieces)
	beam.ParDo0(s, &rejectFn{Out: set.Out}, beam.GroupByKey(s, rejected))
	return parts, rejected
}

// within is a path below a folder of any file system.
func within(folder string, names ...string) string {
	return strings.Join(append([]string{strings.TrimRight(folder, "/")}, names...), "/")
}
