// Files of versions 1 and 2, in JSON, load and score as they did.

package likelihood

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
)

// The scores in testdata/legacy are those of the program that wrote the files beside them.
func TestLegacyFilesScoreTheSame(t *testing.T) {
	text, err := os.ReadFile("testdata/legacy/scores.json")
	flowtest.Must(t, err)
	scores := map[string][]string{}
	flowtest.Must(t, json.Unmarshal(text, &scores))
	for name, want := range scores {
		m, err := LoadModelFile("testdata/legacy/" + name + ".json")
		flowtest.Must(t, err)
		checkScores(t, name, m, want)
		var file bytes.Buffer // of today's version
		flowtest.Must(t, m.Save(&file))
		again, err := LoadModel(&file)
		flowtest.Must(t, err)
		checkScores(t, name+", saved again", again, want)
	}
	if len(scores) != 4 {
		t.Errorf("%d files, want a flow and a stack of each version", len(scores))
	}
}

func checkScores(t *testing.T, name string, m Model, want []string) {
	t.Helper()
	d, err := m.LogProbWith(t.Context(), flowtest.Points(3, 2, 1), &LogProbRequest{Condition: flowtest.Points(3, 1, 2)})
	flowtest.Must(t, err)
	for i, v := range d.LogProb {
		if got := fmt.Sprintf("%x", v); got != want[i] {
			t.Errorf("%s: log p of row %d is %s, was %s", name, i, got, want[i])
		}
	}
}
