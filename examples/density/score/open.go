// Runs as settings describe them.

package score

import (
	"cmp"
	"context"
	"math"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/model"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
)

// Settings are what scores depend on beside the rows. They can be written as JSON.
type Settings struct {
	Model    string   // its file
	Columns  []string // of the data, for a file that does not name them
	Solver   string   // "": the file's
	Accuracy *float64 // both tolerances; nil: the file's
	Keep     []string // columns of the data that are copied to the output
	Certify  bool
	Within   float64 // nats that bounds are to be below; 0: as the solver's tolerances give them
	Draws    int     // of the noise of rounded values; 0: 1
	Seed     *uint64 // of that noise; nil: as in the fit
	// NameFiles makes rows name their file even if the run has one file.
	NameFiles bool
}

// A Model is a loaded model file. Any number of runs may share it.
type Model = model.Saved

// Open loads the model. If these settings change the solver of the file, Open chooses a first step for all rows too.
func (s *Settings) Open(ctx context.Context) (*Model, error) {
	m, err := s.open(0)
	if err != nil || s.solver().String() == "" || m.CondDim() > 0 {
		return m, err
	}
	return s.paced(ctx, m)
}

// open loads the model. Another solver than the file's gets a first step, as a share of the interval; with 0 each row
// chooses its first step by two evaluations. The file's own solver keeps its own.
func (s *Settings) open(first float64) (*Model, error) {
	adjust, err := s.solver().Adjust()
	if err != nil {
		return nil, err
	}
	return model.OpenNamed(s.Model, s.Columns, func(to *likelihood.Settings) {
		adjust(to)
		if s.solver().String() == "" {
			return
		}
		to.Solver.FirstStep = first * math.Abs(cmp.Or(to.T1-to.T0, 1))
	})
}

func (s *Settings) solver() *model.Solver {
	return &model.Solver{Solver: s.Solver, Accuracy: s.Accuracy}
}

// Run is a run over files that have the columns of the first of them.
func (s *Settings) Run(m *Model, o *table.Options, files ...string) *Run {
	options := *o.OrDefault()
	m.Card.Typed(&options)
	r := &Run{
		Scorer:    Scorer{Model: m, Card: m.Card, Seed: m.Card.Fit.Seed, Draws: max(s.Draws, 1), Certify: s.Certify || s.Within != 0, Within: s.Within},
		ModelHash: strings.TrimSpace(m.Hash + " " + s.solver().String()), Files: files, Options: &options, Keep: s.Keep, columns: s.Columns, nameFiles: s.NameFiles,
	}
	if s.Seed != nil {
		r.Seed = *s.Seed
	}
	return r
}

// Key is the same for settings of one model and solver.
func (s *Settings) Key() string {
	return strings.Join(append([]string{s.Model, s.solver().String()}, s.Columns...), "\x00")
}
