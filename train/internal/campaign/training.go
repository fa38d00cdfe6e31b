// The process that campaign kills interrupts: a training that resumes from its checkpoint.
package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// trainingVariable is the environment variable with a training's seed and folder.
const trainingVariable = "GORGOFLOW_CAMPAIGN_TRAINING"

// interrupted is the exit code of a training that was interrupted.
const interrupted = 3

// Files of a training.
const (
	checkpointFile = "checkpoint"
	weightsFile    = "weights" // the bits of all parameters
	modelFile      = "model"
)

func isTraining() bool { return os.Getenv(trainingVariable) != "" }

// training trains, and returns the exit code.
func training() int {
	var seed uint64
	var dir string
	if _, err := fmt.Sscan(os.Getenv(trainingVariable), &seed, &dir); err != nil {
		return fail(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	p, s := trainingOf(seed)
	m, err := p.make(0)
	if err != nil {
		return fail(err)
	}
	rng := rand.New(rand.NewPCG(seed, 20))
	x := drawRows(rng, 120, m.Dim())
	s.Condition, s.Checkpoint = condition(rng, m, len(x)), filepath.Join(dir, checkpointFile)
	if _, err = train.Fit(ctx, m, x, s); errors.Is(err, context.Canceled) {
		return interrupted
	}
	if err == nil {
		err = write(m, dir)
	}
	if err != nil {
		return fail(err)
	}
	return 0
}

func fail(err error) int {
	fmt.Printf("%+v\n", err)
	return 1
}

// trainingOf draws model and settings.
func trainingOf(seed uint64) (*plan, *train.Settings) {
	rng := rand.New(rand.NewPCG(seed, 30))
	p := randomPlan(rng)
	s := &train.Settings{Iterations: 10 + rng.IntN(40), Batch: pick(rng, 16, 40, 108), Seed: rng.Uint64(), ValidateEvery: 1 + rng.IntN(6),
		Resume: true, Progress: io.Discard, HoldOut: pick(rng, 0., 0.1, -1), Average: pick(rng, 0, 0.9)}
	decay := pick(rng, 0, 1e-3)
	s.Patience = pick(rng, 0, 0, 0, 2)
	s.Optimizer = pick[optim.Optimizer](rng, optim.Adam{Rate: 0.01, WeightDecay: decay}, optim.SGD{Rate: 1e-3, Momentum: 0.9}, optim.LBFGS{Store: 3})
	if s.Optimizer.Traits().Fixed {
		s.Batch = 0
	}
	return p, s
}

// write writes weights and model.
func write(m model, dir string) error {
	var raw bytes.Buffer
	if err := binary.Write(&raw, binary.LittleEndian, bits(m)); err != nil {
		return err
	}
	err := atomicfile.Write(filepath.Join(dir, weightsFile), func(w io.Writer) error {
		_, err := w.Write(raw.Bytes())
		return err
	})
	if err != nil {
		return err
	}
	return saved(m).SaveFile(filepath.Join(dir, modelFile))
}
