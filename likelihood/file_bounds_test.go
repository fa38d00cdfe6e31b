// What a file may not ask for: numbers out of proportion, a stack of flows that do not fit together, and more than one model.

package likelihood_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/pkg/errors"
)

// wantFileError loads a file, which has to be refused by a *FileError whose message has the given words.
func wantFileError(t *testing.T, what string, file []byte, stack bool, words ...string) {
	t.Helper()
	_, err := likelihood.Load(bytes.NewReader(file))
	var named *likelihood.FileError
	if !errors.As(err, &named) || !errors.Is(err, likelihood.ErrModelFile) {
		t.Errorf("%s: error is %v, want a *FileError", what, err)
		return
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error is %q, want one that says %q", what, err, word)
		}
	}
}

// A number of steps that would be walked or kept is bounded, in a file of either kind.
func TestLoadBoundsSteps(t *testing.T) {
	for setting, was := range map[string]string{"Steps": `"Steps":2`, "MaxSteps": `"MaxSteps":0`} {
		many := func(model []byte) []byte {
			return replaced(t, model, was, `"`+setting+`":1000000000`)
		}
		small := smallFile(t, 0)
		small.Model = many(small.Model)
		for _, file := range [][]byte{bytesOf(t, small), forged(t, many(legacyModels(t)[likelihood.FlowFormat]), likelihood.FlowFormat)} {
			wantFileError(t, setting, file, false, setting, "is 1000000000", "at most 1048576")
		}
	}
}

// replaced is a model in which something is something else.
func replaced(t *testing.T, model []byte, was, is string) []byte {
	t.Helper()
	if !bytes.Contains(model, []byte(was)) {
		t.Fatalf("no %s in %s", was, model)
	}
	return bytes.Replace(model, []byte(was), []byte(is), 1)
}

// No checksum is of what follows a model in JSON: it is refused, but for spaces. Nothing at all follows a safetensors file.
func TestLoadRefusesWhatFollows(t *testing.T) {
	for format, model := range legacyModels(t) {
		whole, stack := forged(t, model, format), format == likelihood.StackFormat
		for _, more := range []string{"{}", "x", "\x00", "]", string(whole), "\n1"} {
			wantFileError(t, more, append(bytes.Clone(whole), more...), stack, "what follows the model", "nothing after byte")
		}
		_, err := likelihood.Load(bytes.NewReader(append(whole, " \n\t\r\n"...)))
		flowtest.Must(t, err)
	}
	for _, more := range []string{" ", "\x00", "{}"} {
		wantFileError(t, more, append(bytesOf(t, smallFile(t, 0)), more...), false, "as long as the header says")
	}
}

// The flows of a stack are asked for one gradient: they agree on what it is, whatever the file says.
func TestLoadStackRefusesFlowsThatDiffer(t *testing.T) {
	for _, c := range []struct{ was, is, word string }{
		{`"Kinetic":0`, `"Kinetic":0.5`, "penalties"},
		{`"TapeBytes":0`, `"TapeBytes":1000`, "gradient"},
	} {
		file := smallFile(t, 2)
		second := bytes.LastIndex(file.Model, []byte(`"penalties"`)) // of the last flow
		file.Model = append(bytes.Clone(file.Model[:second]), replaced(t, file.Model[second:], c.was, c.is)...)
		wantFileError(t, c.is, bytesOf(t, file), true, "flow 1 of the stack", c.word, "want", "flow 0")
	}
	own := smallFile(t, 2)
	own.Tensors = append(own.Tensors, safetensors.NewFloat64("flows.0.standardisation.mean", []int{2}, []float64{1, 2}),
		safetensors.NewFloat64("flows.0.standardisation.std", []int{2}, []float64{3, 4}))
	wantFileError(t, "mean", bytesOf(t, own), true, "flow 0 of the stack", "standardisation")
}
