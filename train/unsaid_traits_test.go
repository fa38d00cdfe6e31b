// Traits that a checkpoint leaves out are named where the run that resumes it has them.

package train_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// traited is a user's objective with a trait.
type traited struct{ objective.MaximumLikelihood }

func (traited) Traits() []likelihood.Trait {
	return []likelihood.Trait{{Name: "Objective", Value: "half"}}
}

// TestCheckpointErrorsNameUnsaidTraits: a checkpoint by Adam, of maximum likelihood, without a Start or weights of rows
// says nothing of these, and the error names the setting by which a run differs, with both values. It named the trait
// that stood in that place.
func TestCheckpointErrorsNameUnsaidTraits(t *testing.T) {
	x := normal(40, 1)
	resume := func(file string, change func(*train.Settings)) error {
		s := train.Settings{Iterations: 2, Batch: 10, Checkpoint: file, Resume: true, Start: &train.Settings{Iterations: 1}}
		change(&s)
		_, err := train.Fit(ctx, newGaussian(2), x, quiet(s))
		return err
	}
	nothing := func(*train.Settings) {}
	for what, c := range map[string]struct {
		have, want string
		change     func(*train.Settings)
	}{
		"Optimizer":       {"Adam", "SGD", func(s *train.Settings) { s.Optimizer = optim.SGD{} }},
		"Start.Optimizer": {"Adam", "SGD", func(s *train.Settings) { s.Start.Optimizer = optim.SGD{} }},
		"Start.Objective": {"MaximumLikelihood", "half", func(s *train.Settings) { s.Start.Objective = traited{} }},
		"hash of the rows' weights": {"none", "", func(s *train.Settings) {
			s.Weights = slices.Repeat([]float64{1, 2}, 20)
		}},
	} {
		for _, other := range []bool{false, true} { // either may be the checkpoint's
			before, after := nothing, c.change
			if other {
				before, after, c.have, c.want = c.change, nothing, c.want, c.have
			}
			file := filepath.Join(t.TempDir(), "run")
			must(t, resume(file, before))
			var of *train.CheckpointError
			if err := resume(file, after); !errors.As(err, &of) || !strings.HasPrefix(of.What, what) || !strings.HasPrefix(of.Have, c.have) || !strings.HasPrefix(of.Want, c.want) {
				t.Errorf("%s: error %v, want it of one with %s for one with %s", what, err, c.have, c.want)
			}
		}
	}
}
