// A fit from its flags to its files.

package fit

import (
	"context"
	"fmt"
	"io"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/live"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/model"
	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/internal/links"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/mpi"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"github.com/pkg/errors"
)

// job is one fit.
type job struct {
	*Flags
	*rows
	world          *mpi.World
	stdout, stderr io.Writer

	training *likelihood.Flow
	flow     *likelihood.Flow // the flow that scores
	result   *train.Result
	ended    error       // nil after a training that was finished
	score    *card.Score // of the held-out rows
	logProb  []float64   // of the held-out rows
	page     *live.Page  // nil unless the training is watched
}

// run is Run for one of the processes of a world. After a training that was not finished, and whose files are written, ended
// says why.
func (f *Flags) run(ctx context.Context, world *mpi.World, given map[string]bool, stdout, stderr io.Writer) (ended, err error) {
	if err := f.check(given); err != nil {
		return nil, err
	}
	r, err := program.Until(ctx, func() (*rows, error) { return f.open(given, stdout) })
	if err != nil {
		return nil, err
	}
	j := &job{Flags: f, rows: r, world: world, stdout: stdout, stderr: stderr}
	for _, step := range []func() error{j.build, j.checkFiles} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	stop, err := j.watch()
	if err != nil {
		return nil, err
	}
	defer stop()
	if err := j.train(ctx); err != nil || world.Rank() > 0 {
		return nil, err
	}
	if ctx.Err() != nil {
		ctx = context.WithoutCancel(ctx) // an interrupted training is still worth its pictures
	}
	return j.ended, j.report(ctx)
}

// build makes both flows before the training, so that an invalid setting of either is reported early.
func (j *job) build() error {
	field, err := j.Field(j.dim, j.given, j.Seed)
	if err != nil {
		return err
	}
	settings, err := j.Flags.Flags.Training()
	if err != nil {
		return err
	}
	if j.training, err = likelihood.New(field, settings); err != nil {
		return err
	}
	if settings, err = j.Scoring(); err != nil {
		return err
	}
	if _, err = likelihood.New(field, settings); err != nil {
		return errors.WithMessagef(err, "-accuracy %g", j.Accuracy)
	}
	if err := j.training.Save(io.Discard); err != nil {
		return err
	}
	if err := j.card.Put(j.training); err != nil {
		return err
	}
	fmt.Fprintf(j.stdout, "network %s, %s, %s: %d parameters, %s\n", j.Shape(j.dim), j.Layer, j.Activation, field.Params().Len(), j.Dtype)
	return nil
}

// checkFiles makes the folder, and checks that files can be written to it.
func (j *job) checkFiles() error {
	if j.world.Rank() > 0 {
		return nil
	}
	files := []string{modelFile, samplesFile, trainingFile, densityFile}
	for _, name := range files {
		if err := program.Apart(j.path(name), j.Data, j.Checkpoint); err != nil {
			return errors.WithMessage(err, "-out")
		}
		if j.Checkpoint != "" && links.Name(j.Checkpoint) == links.Name(j.path(name)) { // which Apart cannot tell of files to come
			return errors.Errorf("-checkpoint %s would be overwritten, by -out %s; want another name", j.Checkpoint, j.Out)
		}
	}
	return program.Output(j.Out, files...)
}

// train runs the training, and writes the model.
func (j *job) train(ctx context.Context) (err error) {
	j.result, err = train.Fit(ctx, j.training, j.fit.x, j.settings())
	if j.result != nil {
		j.say(fmt.Sprintf("training %s after %d steps", j.result.Status, j.result.Iterations))
	}
	switch {
	case j.result == nil || j.result.Best == 0:
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, train.ErrDiverged):
		j.ended = errors.Wrapf(ErrUnfinished, "the model has the parameters of step %d: %v", j.result.Best, err)
	case err != nil:
		return err
	}
	fmt.Fprintf(j.stdout, "training %s after %d steps in %.0f s; the parameters of step %d are kept\n",
		j.result.Status, j.result.Iterations, j.result.Runtime.Seconds(), j.result.Best)
	if j.world.Rank() > 0 {
		return nil
	}
	settings, err := j.Scoring()
	if err != nil {
		return err
	}
	if j.flow, err = model.Refine(j.training, settings); err != nil {
		return err
	}
	return j.save()
}

func (j *job) settings() *train.Settings {
	s := &train.Settings{
		Epochs: j.Epochs, Iterations: j.Iterations, Batch: j.Batch, Seed: j.Seed,
		Optimizer: optim.Adam{Rate: j.Rate, WeightDecay: j.Decay}, Average: j.Average, Patience: j.Patience, ValidateEvery: 50,
		Condition: j.fit.condition, Weights: j.fit.weights, Checkpoint: j.Checkpoint, Resume: j.Checkpoint != "", Recorder: j.recorder(), Peers: j.world,
	}
	if j.Epochs > 0 {
		s.Iterations = 0
	}
	if j.Quiet {
		s.Progress = io.Discard
	}
	return s
}

// save writes the model with its card.
func (j *job) save() error {
	if err := j.card.Put(j.flow); err != nil {
		return err
	}
	return j.flow.SaveFile(j.path(modelFile))
}
