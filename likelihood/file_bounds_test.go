// Refused files: with too large numbers, with flows of a stack that do not fit together, or with more than one model.

package likelihood_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/pkg/errors"
)

// wantFileError checks that Load refuses a file by a *FileError with the given words.
func wantFileError(t *testing.T, what string, file []byte, words ...string) {
	t.Helper()
	_, err := likelihood.Load(bytes.NewReader(file))
	var named *modelfile.Error
	if !errors.As(err, &named) || !errors.Is(err, modelfile.ErrUnusable) {
		t.Errorf("%s: error is %v, want a *FileError", what, err)
		return
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error is %q, want one that says %q", what, err, word)
		}
	}
}

// TestLoadBoundsSteps: the number of steps is bounded in files of every version.
func TestLoadBoundsSteps(t *testing.T) {
	for setting, was := range map[string]string{"Steps": `"Steps":2`, "MaxSteps": `"MaxSteps":0`} {
		many := func(model []byte) []byte {
			return replaced(t, model, was, `"`+setting+`":1000000000`)
		}
		small := smallFile(t, 0)
		small.Model = many(small.Model)
		for _, file := range [][]byte{bytesOf(t, small), forged(t, many(legacyModels(t)[likelihood.FlowFormat]), likelihood.FlowFormat)} {
			wantFileError(t, setting, file, setting, "is 1000000000", "at most 1048576")
		}
	}
}

// replaced returns the model with one text in place of another, which must be in the model.
func replaced(t *testing.T, model []byte, was, is string) []byte {
	t.Helper()
	if !bytes.Contains(model, []byte(was)) {
		t.Fatalf("no %s in %s", was, model)
	}
	return bytes.Replace(model, []byte(was), []byte(is), 1)
}

// TestLoadRefusesWhatFollows: a checksum does not cover what follows a model in JSON, so that only spaces may follow.
// Nothing may follow a safetensors file.
func TestLoadRefusesWhatFollows(t *testing.T) {
	for format, model := range legacyModels(t) {
		whole := forged(t, model, format)
		for _, more := range []string{"{}", "x", "\x00", "]", string(whole), "\n1"} {
			wantFileError(t, more, append(bytes.Clone(whole), more...), "what follows the model", "nothing after byte")
		}
		_, err := likelihood.Load(bytes.NewReader(append(whole, " \n\t\r\n"...)))
		flowtest.Must(t, err)
	}
	for _, more := range []string{" ", "\x00", "{}"} {
		wantFileError(t, more, append(bytesOf(t, smallFile(t, 0)), more...), "as long as the header says")
	}
}

// TestLoadStackRefusesFlowsThatDiffer: one call computes the gradient of all flows of a stack. So Load refuses flows
// that differ in what the gradient is of.
func TestLoadStackRefusesFlowsThatDiffer(t *testing.T) {
	for _, c := range []struct{ was, is, word string }{
		{`"Kinetic":0`, `"Kinetic":0.5`, "penalties"},
		{`"TapeBytes":0`, `"TapeBytes":1000`, "gradient"},
	} {
		file := smallFile(t, 2)
		second := bytes.LastIndex(file.Model, []byte(`"penalties"`)) // the settings of the last flow
		file.Model = append(bytes.Clone(file.Model[:second]), replaced(t, file.Model[second:], c.was, c.is)...)
		wantFileError(t, c.is, bytesOf(t, file), "flow 1 of the stack", c.word, "want", "flow 0")
	}
	own := smallFile(t, 2)
	own.Tensors = append(own.Tensors, safetensors.NewFloat64("flows.0.standardisation.mean", []int{2}, []float64{1, 2}),
		safetensors.NewFloat64("flows.0.standardisation.std", []int{2}, []float64{3, 4}))
	wantFileError(t, "mean", bytesOf(t, own), "flow 0 of the stack", "standardisation")
}
