// What a file may not ask for: numbers out of proportion, a stack of flows that do not fit together, and more than one model.

package likelihood

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/pkg/errors"
)

// wantFileError loads a file, which has to be refused by a *FileError whose message has the given words.
func wantFileError(t *testing.T, what string, file []byte, stack bool, words ...string) {
	t.Helper()
	_, err := loadEither(bytes.NewReader(file), stack)
	var named *FileError
	if !errors.As(err, &named) || !errors.Is(err, ErrModelFile) {
		t.Errorf("%s: error is %v, want a *FileError", what, err)
		return
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error is %q, want one that says %q", what, err, word)
		}
	}
}

// A number of steps that would be walked or kept is bounded.
func TestLoadBoundsSteps(t *testing.T) {
	for _, setting := range []string{"Steps", "MaxSteps"} {
		model := string(smallModel(t, 0))
		was := map[string]string{"Steps": `"Steps":2`, "MaxSteps": `"MaxSteps":0`}[setting]
		if !strings.Contains(model, was) {
			t.Fatalf("no %s in %s", was, model)
		}
		file := forged(t, []byte(strings.Replace(model, was, `"`+setting+`":1000000000`, 1)), fileFormat)
		wantFileError(t, setting, file, false, setting+" is 1000000000", "at most 1048576")
	}
}

// No checksum is of what follows a model: it is refused, but for spaces.
func TestLoadRefusesWhatFollows(t *testing.T) {
	for flows, format := range []string{fileFormat, stackFormat} {
		whole := forged(t, smallModel(t, flows), format)
		for _, more := range []string{"{}", "x", "\x00", "]", string(whole), "\n1"} {
			wantFileError(t, more, append(bytes.Clone(whole), more...), flows > 0, "what follows the model", "nothing after byte")
		}
		_, err := loadEither(bytes.NewReader(append(whole, " \n\t\r\n"...)), flows > 0)
		flowtest.Must(t, err)
	}
}

// The flows of a stack are asked for one gradient: they agree on what it is, whatever the file says.
func TestLoadStackRefusesFlowsThatDiffer(t *testing.T) {
	model := string(smallModel(t, 2))
	second := strings.LastIndex(model, `"penalties"`) // of the last flow
	for _, c := range []struct{ was, is, word string }{
		{`"Kinetic":0`, `"Kinetic":0.5`, "penalties"},
		{`"TapeBytes":0`, `"TapeBytes":1000`, "gradient"},
	} {
		at := second + strings.Index(model[second:], c.was)
		if at < second {
			t.Fatalf("no %s in %s", c.was, model[second:])
		}
		changed := model[:at] + c.is + model[at+len(c.was):]
		wantFileError(t, c.is, forged(t, []byte(changed), stackFormat), true, "flow 1 of the stack", c.word, "want", "flow 0")
	}
	flow := `"mean":[1,2],"std":[3,4],"fieldParams"`
	own := strings.Replace(model, `"fieldParams"`, flow, 1)
	wantFileError(t, "mean", forged(t, []byte(own), stackFormat), true, "flow 0 of the stack", "standardisation")
}
