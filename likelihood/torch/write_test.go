// Written state dicts: those that were read, and log-densities in Python.

package torch_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/torch"
)

func TestStatesAreWrittenAsTheyWere(t *testing.T) {
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			was := read(t, c.file).State
			model, report, err := c.build(read(t, c.file))
			if err != nil {
				t.Fatal(err)
			}
			is, err := c.write(model)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(is.Names(), was.Names()) {
				t.Fatalf("names %q, were %q", is.Names(), was.Names())
			}
			for _, e := range report.Entries {
				if got, want := is[e.Name], was[e.Name]; !reflect.DeepEqual(got.Shape, want.Shape) || e.Use != torch.Counter && !near(got.Values, want.Values) {
					t.Errorf("%s: %+v, was %+v", e.Name, got, want)
				}
			}
		})
	}
}

// near allows for rounding of the logarithms of β and of the duration.
func near(a, b []float64) bool {
	for i := range b {
		if math.Abs(a[i]-b[i]) > 1e-15*math.Abs(b[i]) && math.Abs(a[i]-b[i]) > 1e-15 {
			return false
		}
	}
	return len(a) == len(b)
}

// TestStateFiles: Read returns the state dict that Write has written.
func TestStateFiles(t *testing.T) {
	state := read(t, "ffjord_stack.pt").State
	path := filepath.Join(t.TempDir(), "state.safetensors")
	if err := state.WriteFile(path, map[string]string{"of": "a test"}); err != nil {
		t.Fatal(err)
	}
	back, err := torch.ReadFile(path, nil)
	if err != nil || !reflect.DeepEqual(back.State, state) || back.Args["of"] != "a test" {
		t.Errorf("error %v, read %v, want %v", err, back, state)
	}
	state["x"] = torch.Tensor{Shape: []int{2}, Values: []float64{1}}
	if err := state.Write(&bytes.Buffer{}, nil); err == nil {
		t.Error("a shape of 2 with 1 value is written")
	}
}

// TestPythonReadsWhatIsWritten runs testdata/flows.py check by the interpreter that GORGOFLOW_PYTHON names. The weights
// are not those that Python has written.
func TestPythonReadsWhatIsWritten(t *testing.T) {
	python := os.Getenv("GORGOFLOW_PYTHON")
	if python == "" {
		t.Skip("GORGOFLOW_PYTHON names no Python that has the packages")
	}
	folder := t.TempDir()
	for _, c := range cases {
		model, _, err := c.build(read(t, c.file))
		if err != nil {
			t.Fatal(err)
		}
		stir(model)
		name := strings.TrimSuffix(c.file, filepath.Ext(c.file))
		x, condition, _ := worth(t, c.file)
		logp, err := model.LogProbWith(context.Background(), x, &likelihood.LogProbRequest{Condition: condition})
		if err != nil {
			t.Fatal(err)
		}
		state, err := c.write(model)
		if err != nil {
			t.Fatal(err)
		}
		about := map[string]string{"case": name, "x": text(x), "logp": text(logp.LogProb)}
		if condition != nil {
			about["c"] = text(condition)
		}
		if err := state.WriteFile(filepath.Join(folder, name+".safetensors"), about); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command(python, filepath.Join("testdata", "flows.py"), "check", folder).CombinedOutput()
	if t.Logf("%s", out); err != nil {
		t.Error(err)
	}
}

// stir changes every parameter a little. It changes equal parameters alike, since FFJORD's code has one swish for all
// layers.
func stir(model *likelihood.Flow) {
	for _, p := range model.Params() {
		for i := range p.Len() {
			p.Set(i, p.At(i)*1.1)
		}
	}
	flowtest.Touch(model)
}

func text(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}
