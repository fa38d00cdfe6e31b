// Pictures of a model while it is trained.

package fit

import (
	"bytes"
	"context"
	"io"
	"math"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/live"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/picture"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/sample"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// The rows, samples and grid columns of a picture of a training, and the held-out rows on which the solver's steps are
// measured.
const (
	watchedRows       = 20000
	watchedSamples    = 5000
	watchedHeld       = 500
	watchedResolution = 160
)

// sketcher draws a model in its training.
type sketcher struct {
	*job
	held    *side
	sampler *sample.Sampler
	density picture.Density
}

func (j *job) sketcher() *sketcher {
	data, weights := some(j.data.Rows, j.weights)
	return &sketcher{job: j, held: j.held.first(watchedHeld), sampler: &sample.Sampler{Model: j.training, Schema: j.card.Schema, Seed: j.Seed},
		density: picture.Density{Name: j.data.Name, Unit: j.data.Unit, Aspect: j.data.Aspect, Resolution: min(j.Resolution, watchedResolution),
			Data: data, Weights: weights, Model: j.training, Schema: j.card.Schema, Seed: j.Seed}}
}

// draw draws.
func (s *sketcher) draw(ctx context.Context) (d *live.Drawing, err error) {
	d = &live.Drawing{}
	if s.density.HeldOut, d.Step, err = s.score(ctx); err != nil {
		return nil, err
	}
	if s.density.Samples, err = s.samples(ctx); err != nil {
		return nil, err
	}
	p, _, err := s.density.Prepare(ctx)
	if err != nil || p == nil {
		return d, err
	}
	var png bytes.Buffer
	err = p.Write(&png)
	d.PNG = png.Bytes()
	return d, err
}

// score is log p of held-out rows, and the mean step of their solves as a share of the interval.
func (s *sketcher) score(ctx context.Context) (logProb []float64, step float64, err error) {
	d, err := s.training.LogProbWith(ctx, s.held.x, &likelihood.LogProbRequest{Condition: s.held.condition})
	var failed *likelihood.RowsError
	if err != nil && !errors.As(err, &failed) {
		return nil, 0, err
	}
	for k := range d.LogProb {
		d.LogProb[k] += s.held.logJacobian[k]
	}
	if d.Stats.Accepted == 0 {
		return d.LogProb, math.NaN(), nil
	}
	return d.LogProb, float64(len(s.held.x)) / float64(d.Stats.Accepted), nil
}

func (s *sketcher) samples(ctx context.Context) (*table.Table, error) {
	given, err := s.conditions()
	if err != nil {
		return nil, err
	}
	s.sampler.Given = given
	w, err := table.NewCSVWriter(io.Discard, s.sampler.Fields())
	if err != nil {
		return nil, err
	}
	return s.sampler.Write(ctx, w, watchedSamples)
}

// some returns the rows of a table, or every n-th row of a long table, and their weights.
func some(t *table.Table, weights []float64) (*table.Table, []float64) {
	every := (t.Rows() + watchedRows - 1) / watchedRows
	if every <= 1 {
		return t, weights
	}
	var rows []uint32
	var theirs []float64
	for i := 0; i < t.Rows(); i += every {
		rows = append(rows, uint32(i))
		if weights != nil {
			theirs = append(theirs, weights[i])
		}
	}
	return chosen(t, rows), theirs
}
