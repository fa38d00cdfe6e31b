// The numbers of a model file, read by the bytes of the format, and by Python where it is installed.

package likelihood_test

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
)

// foreignFlow returns a flow with parameters of float32, and its file.
func foreignFlow(t *testing.T) (flow *likelihood.Flow, path string) {
	t.Helper()
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}, Seed: 2})
	flowtest.Must(t, err)
	flow = newFlow(t, field, nil)
	flowtest.Must(t, flow.Standardize([]float64{1. / 3, 2}, []float64{3, 0.1}))
	path = filepath.Join(t.TempDir(), "model.safetensors")
	flowtest.Must(t, flow.SaveFile(path))
	return flow, path
}

func TestNumbersStandWhereTheHeaderSays(t *testing.T) {
	flow, path := foreignFlow(t)
	file, err := os.ReadFile(path)
	flowtest.Must(t, err)
	length := binary.LittleEndian.Uint64(file)
	var header map[string]struct {
		Dtype   string
		Shape   []int
		Offsets []int `json:"data_offsets"`
	}
	flowtest.Must(t, json.Unmarshal(file[8:8+length], &header))
	data := file[8+length:]
	for _, p := range flow.Params() {
		entry := header["field."+p.Name]
		if entry.Dtype != "F32" || !slices.Equal(entry.Shape, []int{p.Rows, p.Cols}) {
			t.Errorf("%s is %+v, want F32 of %d×%d", p.Name, entry, p.Rows, p.Cols)
			continue
		}
		for i, v := range graph.Data[float32](p) {
			if got := binary.LittleEndian.Uint32(data[entry.Offsets[0]+4*i:]); got != math.Float32bits(v) {
				t.Errorf("%s: element %d is %#x, want %#x", p.Name, i, got, math.Float32bits(v))
			}
		}
	}
	if got := math.Float64frombits(binary.LittleEndian.Uint64(data[header["standardisation.mean"].Offsets[0]:])); got != 1./3 {
		t.Errorf("the first mean is %v, want 1/3", got)
	}
}

// TestPythonReadsModelFiles: Python's package safetensors reads every number to the bit.
func TestPythonReadsModelFiles(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil || exec.Command(python, "-c", "import safetensors.numpy").Run() != nil {
		t.Skip("needs python3 with safetensors and numpy")
	}
	flow, path := foreignFlow(t)
	out, err := exec.Command(python, "testdata/load_model.py", path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if want := len(flow.Params()) + 3; len(lines) != want { // the metadata, the mean and the deviation
		t.Errorf("%d lines, want %d: %s", len(lines), want, out)
	}
	for _, p := range flow.Params() {
		want := fmt.Sprintf("field.%s float32 %d %d :", p.Name, p.Rows, p.Cols)
		at := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, want) })
		if at < 0 {
			t.Errorf("no %q in %s", want, out)
			continue
		}
		for i, text := range strings.Fields(strings.TrimPrefix(lines[at], want)) {
			var v float64
			if _, err := fmt.Sscanf(text, "%g", &v); err != nil || v != p.At(i) {
				t.Errorf("%s: element %d is %s in Python, want %v", p.Name, i, text, p.At(i))
			}
		}
	}
}
