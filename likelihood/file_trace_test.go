// The settings of a trace in files, whose numbers are those of older programs.

package likelihood_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// TestTracesOfFiles: files have a method and a route for each method, every combination is read as it was, and numbers
// that mean nothing are refused.
func TestTracesOfFiles(t *testing.T) {
	numbers := map[trace.Method][2]int{trace.Exact: {0, 0}, trace.Hutchinson: {1, 0}, trace.HutchPP: {2, 0}, trace.ClosedForm: {0, 1},
		trace.Tangents: {0, 2}, trace.Cotangents: {0, 3}, trace.Diagonal: {0, 6}}
	for method, n := range numbers {
		for kind, gaussian := range []bool{false, true} {
			want := fmt.Sprintf(`{"Method":%d,"Probes":5,"Kind":%d,"Route":%d}`, n[0], kind, n[1])
			s := trace.Settings{Method: method, Probes: 5, Gaussian: gaussian}
			text, err := json.Marshal(likelihood.SavedTrace(&s))
			flowtest.Must(t, err)
			got, err := likelihood.LoadTrace(want)
			flowtest.Must(t, err)
			if string(text) != want || *got != s {
				t.Errorf("%+v is saved as %s and read as %+v, want %s", s, text, *got, want)
			}
		}
	}
	estimate, err := likelihood.LoadTrace(`{"Method":2,"Route":3}`)
	flowtest.Must(t, err)
	if estimate.Method != trace.HutchPP {
		t.Errorf("an estimate beside a route is read as %v, want Hutch++", estimate.Method)
	}
	for _, text := range []string{`{"Method":3}`, `{"Method":-1}`, `{"Kind":2}`, `{"Route":-1}`, `{"Route":4}`, `{"Route":5}`, `{"Route":7}`} {
		_, err := likelihood.LoadTrace(text)
		flowtest.WantError(t, text, err, modelfile.ErrUnusable)
	}
}
