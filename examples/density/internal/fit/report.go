// What a fit prints and writes once the model is trained.

package fit

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/picture"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/sample"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/sketch"
	"github.com/gorgoflow/gorgoflow/examples/density/score"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// report scores the held-out rows, completes the model's file, and writes the others.
func (j *job) report(ctx context.Context) (err error) {
	if j.logProb, err = j.scoreOf(ctx, j.held); err != nil {
		return err
	}
	known, logProb := j.held.known(j.logProb)
	j.score = card.NewScore(card.WeighedScore(logProb, known.weights))
	by := ""
	if j.held.weights != nil {
		by = ", rows weighted by " + j.card.Schema.Weights
	}
	fmt.Fprintf(j.stdout, "held-out mean log-density %s %s%s\n", j.score, j.data.Unit, by)
	if baseline, ok := j.normal(known); ok {
		fmt.Fprintf(j.stdout, "           that of a normal %.4f\n", baseline)
	}
	if n := len(j.held.x); len(known.x) < n {
		fmt.Fprintf(j.stdout, "not in the mean: %d of %d rows, whose log-density is not finite\n", n-len(known.x), n)
	}
	if err := j.complete(ctx); err != nil {
		return err
	}
	return j.write(ctx)
}

// scoreOf is log p of the rows of a side. Rows that cannot be solved are NaN, and are reported.
func (j *job) scoreOf(ctx context.Context, s *side) ([]float64, error) {
	scorer := &score.Scorer{Model: j.flow}
	d, unsolved, err := scorer.Solve(ctx, &schema.Encoded{X: s.x, Condition: s.condition})
	var failed *likelihood.RowsError
	switch {
	case errors.As(err, &failed):
		score.AddFailed(unsolved, failed)
	case err != nil:
		return nil, err
	}
	j.sayUnsolved(s, unsolved)
	out := make([]float64, len(s.x))
	for k, v := range d.LogProb {
		out[k] = v + s.logJacobian[k]
	}
	return out, nil
}

// shownRows is the number of rows that are named of those that cannot be solved.
const shownRows = 5

// sayUnsolved says which rows of the file cannot be solved, and why.
func (j *job) sayUnsolved(s *side, unsolved map[int]string) {
	for n, k := range slices.Sorted(maps.Keys(unsolved)) {
		if n == shownRows {
			fmt.Fprintf(j.stderr, "%d more rows are not solved\n", len(unsolved)-n)
			return
		}
		fmt.Fprintf(j.stderr, "%v: %s\n", j.data.Rows.Place(s.rows[k]), unsolved[k])
	}
}

// sketched is the largest number of rows from which the distribution of the training's log p is made.
const sketched = 8192

// complete writes the model again, now with its score and the distribution of log p over rows trained on.
func (j *job) complete(ctx context.Context) error {
	few := j.fit.first(sketched) // the order is random
	logProb, err := j.scoreOf(ctx, few)
	if err != nil {
		return err
	}
	j.card.Fit.HeldOut, j.card.Fit.Training = j.score, sketch.New(logProb, few.weights)
	if err := j.save(); err != nil {
		return err
	}
	fmt.Fprintln(j.stdout, "wrote", j.path(modelFile))
	return nil
}

// normal is the score of held-out rows by a normal density with the mean and covariance of the training rows, to compare with
// a density without conditions.
func (j *job) normal(held *side) (float64, bool) {
	if len(j.fit.x) <= j.dim || j.rows.given > 0 || len(held.x) == 0 {
		return 0, false
	}
	x := mat.NewDense(len(j.fit.x), j.dim, nil)
	for i, row := range j.fit.x {
		x.SetRow(i, row)
	}
	weights := evened(j.fit.weights)
	mean, covariance := make([]float64, j.dim), mat.NewSymDense(j.dim, nil)
	for c := range mean {
		mean[c] = stat.Mean(mat.Col(nil, c, x), weights)
	}
	stat.CovarianceMatrix(covariance, x, weights)
	normal, err := base.NewGaussian(mean, covariance)
	if err != nil { // a column that depends on others
		return 0, false
	}
	logProb := make([]float64, len(held.x))
	for i, row := range held.x {
		logProb[i] = normal.LogProb(row) + held.logJacobian[i]
	}
	return card.WeighedScore(logProb, held.weights).Mean, true
}

// evened returns weights divided by their mean, or nil for nil.
func evened(weights []float64) []float64 {
	if weights == nil {
		return nil
	}
	even, most := slices.Clone(weights), slices.Max(weights)
	floats.Scale(1/most, even)
	floats.Scale(float64(len(even))/floats.Sum(even), even)
	return even
}

// write makes the other files, each of them whole or not at all.
func (j *job) write(ctx context.Context) error {
	samples, err := j.draw(ctx)
	if err != nil {
		return err
	}
	if err := j.file(trainingFile, j.curve().Write); err != nil {
		return err
	}
	p, err := j.picture(ctx, samples)
	if err != nil || p == nil {
		return err
	}
	if err := j.file(densityFile, p.Write); err != nil {
		return err
	}
	return j.showDensity()
}

// draw writes samples, and returns them for pictures.
func (j *job) draw(ctx context.Context) (samples *table.Table, err error) {
	n := j.Samples
	if n == 0 {
		n = min(j.all.Total, 50000)
	}
	s := &sample.Sampler{Model: j.flow, Schema: j.card.Schema, Seed: j.Seed}
	if s.Given, err = j.conditions(); err != nil {
		return nil, err
	}
	err = j.file(samplesFile, func(w io.Writer) error {
		out, err := table.NewCSVWriter(w, s.Fields())
		if err != nil {
			return err
		}
		samples, err = s.Write(ctx, out, n)
		return err
	})
	return samples, err
}

// conditions are the conditions of samples: those of held-out rows in turn, unless the schema draws them itself.
func (j *job) conditions() ([][]float64, error) {
	if !sample.NeedsConditions(j.card.Schema) {
		return nil, nil
	}
	return j.held.condition, nil
}

// file writes one file, and prints its name.
func (j *job) file(name string, content func(io.Writer) error) error {
	if err := atomicfile.Write(j.path(name), content); err != nil {
		return err
	}
	fmt.Fprintln(j.stdout, "wrote", j.path(name))
	return nil
}

// curve draws the picture of the training.
func (j *job) curve() *picture.Curve {
	return &picture.Curve{Name: j.data.Name, Unit: j.data.Unit, History: j.result.History, HeldOut: j.score, Shift: j.fit.shift()}
}

// picture draws data, density and samples; nil if nothing can be drawn.
func (j *job) picture(ctx context.Context, samples *table.Table) (picture.Picture, error) {
	d := &picture.Density{Name: j.data.Name, Unit: j.data.Unit, Aspect: j.data.Aspect, Resolution: j.Resolution, Data: j.data.Rows, Weights: j.weights,
		Samples: samples, Model: j.flow, Schema: j.card.Schema, Seed: j.Seed, HeldOut: j.logProb, Score: j.score.String()}
	p, said, err := d.Prepare(ctx)
	for _, line := range said {
		fmt.Fprintln(j.stdout, line)
	}
	return p, err
}
