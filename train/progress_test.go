// The progress bar shows the run.

package train_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train"
)

func TestProgressShowsTheRun(t *testing.T) {
	var out bytes.Buffer
	s := train.Settings{Iterations: 20, ValidateEvery: 5, Progress: &out}
	if _, err := train.Fit(ctx, newGaussian(2), normal(60, 1), &s); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"loss", "held out", "evaluations", "20/20"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the bar does not show %q: %q", want, out.String())
		}
	}
}
