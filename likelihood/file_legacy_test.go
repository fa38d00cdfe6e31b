// Files of versions 1 and 2, in JSON: they load and score as they did.

package likelihood_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
)

// TestLegacyFilesScoreTheSame: testdata/legacy holds log-densities of the program that wrote its files. That program
// took other steps, so that log-densities agree within the tolerance. A file that is saved again has the same
// log-densities to the bit.
func TestLegacyFilesScoreTheSame(t *testing.T) {
	text, err := os.ReadFile("testdata/legacy/scores.json")
	flowtest.Must(t, err)
	scores := map[string][]float64{}
	flowtest.Must(t, json.Unmarshal(text, &scores))
	for name, want := range scores {
		m, err := likelihood.LoadModelFile("testdata/legacy/" + name + ".json")
		flowtest.Must(t, err)
		got := scoresOf(t, m)
		flowtest.CloseTo(t, name, got, want, 1e-4) // log p is some tens, with a tolerance of 1e-5 for it and for z
		var file bytes.Buffer                      // today's version
		flowtest.Must(t, m.Save(&file))
		again, err := likelihood.LoadModel(&file)
		flowtest.Must(t, err)
		flowtest.CloseTo(t, name+", saved again", scoresOf(t, again), got, 0)
	}
	if len(scores) != 4 {
		t.Errorf("%d files, want a flow and a stack of each version", len(scores))
	}
}

func scoresOf(t *testing.T, m likelihood.Model) []float64 {
	t.Helper()
	d, err := m.LogProbWith(t.Context(), flowtest.Points(3, 2, 1), &likelihood.LogProbRequest{Condition: flowtest.Points(3, 1, 2)})
	flowtest.Must(t, err)
	return d.LogProb
}
