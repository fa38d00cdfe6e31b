// The transforms of the pipeline.

// Package pipeline scores tables on Apache Beam. Rows do not travel: what does is the names of pieces, row groups of Parquet files or whole
// files of other formats, and whoever gets a piece reads its rows, scores them and writes them as one file, whole or not there. A piece has
// its number, its file its name, and a row's log-density does not depend on the rows beside it, so that neither bundles nor retries nor the
// number of workers change a byte of the output.
package pipeline

import (
	"context"
	"fmt"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/gorgoflow/gorgoflow/examples/density/score"
)

// Settings are what the output depends on, beside the rows.
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

// A Piece is rows that are scored together.
type Piece struct {
	File
	Group int // the row group, from 1; 0: all rows of a file without groups
}

// Name is the name of the piece's files, without a suffix. Names sort as the rows do.
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

// Score adds the transforms. It gives the parts that are written, and the rows without a finite log-density, by the name of their piece,
// which are written below the folder rejected.
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
