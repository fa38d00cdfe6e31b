package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
)

// job is one run of the program.
type job struct {
	*options
	data           *dataset
	stdout, stderr io.Writer

	flow   *likelihood.Flow
	fitted *train.Result // nil for a loaded model
}

// model loads or trains the flow.
func (j *job) model(ctx context.Context) error {
	if j.load != "" {
		return j.open()
	}
	field, err := dynamics.NewMLP(len(j.data.columns), &dynamics.MLPSettings{
		Hidden:     j.hidden,
		Layer:      dynamics.Layer(j.layer),
		Activation: dynamics.Activation(j.activation),
		Seed:       j.seed,
		Float64:    j.dtype == "float64",
	})
	if err != nil {
		return err
	}
	if err := sharpen(field, j.fineness()); err != nil {
		return err
	}
	settings, err := j.settings()
	if err != nil {
		return err
	}
	if j.flow, err = likelihood.New(field, settings); err != nil {
		return err
	}
	fmt.Fprintf(j.stdout, "network %s, %s, %s: %d parameters, %s\n", j.shape(), j.layer, j.activation, field.Params().Len(), j.dtype)
	return j.fit(ctx)
}

func (j *job) open() (err error) {
	if j.flow, err = likelihood.LoadFile(j.load, j.tighten); err != nil {
		return err
	}
	if want, got := j.flow.Dim(), len(j.data.columns); want != got {
		return errors.Errorf("%s is a density of %d columns, the data have %d; choose with -columns", j.load, want, got)
	}
	return nil
}

func (j *job) fit(ctx context.Context) (err error) {
	s := &train.Settings{
		Epochs: j.epochs, Iterations: j.iterations, Batch: j.batch, Seed: j.seed,
		Rate: j.rate, Adam: train.Adam{WeightDecay: j.weightDecay}, Average: j.average, Patience: j.patience, ValidateEvery: 50,
		Checkpoint: j.checkpoint, Resume: j.checkpoint != "",
	}
	if j.epochs > 0 {
		s.Iterations = 0
	}
	if j.quiet {
		s.Progress = io.Discard
	}
	j.fitted, err = train.Fit(ctx, j.flow, j.data.fit, s)
	switch {
	case j.fitted == nil || j.fitted.Best == 0:
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, train.ErrDiverged):
		fmt.Fprintln(j.stderr, err)
	case err != nil:
		return err
	}
	if err := j.refine(); err != nil {
		return err
	}
	fmt.Fprintf(j.stdout, "training %s after %d steps in %.0f s; the parameters of step %d are kept\n",
		j.fitted.Status, j.fitted.Iterations, j.fitted.Runtime.Seconds(), j.fitted.Best)
	return nil
}

// refine makes a flow for scores, samples and the file out of that for training,
// which gets by with larger errors.
func (j *job) refine() error {
	settings, err := j.settings()
	if err != nil {
		return err
	}
	j.tighten(settings)
	mean, deviation := j.flow.Standardization()
	if j.flow, err = likelihood.New(j.flow.Field(), settings); err != nil {
		return err
	}
	return j.flow.Standardize(mean, deviation)
}

func (j *job) tighten(s *likelihood.Settings) {
	s.Solver.RTol, s.Solver.ATol = j.accuracy, j.accuracy
}

// fineness is the flag detail. Two columns are for looking at; with more of
// them, detail costs more rows than there usually are.
func (j *job) fineness() float64 {
	switch {
	case j.detail > 0:
		return j.detail
	case len(j.data.columns) == 2:
		return 16
	}
	return 1
}

// shape writes the sizes of the layers.
func (j *job) shape() string {
	sizes := append(append([]int{len(j.data.columns)}, j.hidden...), len(j.data.columns))
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(sizes), "[]"), " ", "-")
}
