// Outputs that would overwrite an input.

package command_test

import (
	"os"
	"path/filepath"
	"testing"
)

// TestInputsAreNotOverwritten: an output that is one of the inputs, under its name or another name, is refused, and the
// input does not change.
func TestInputsAreNotOverwritten(t *testing.T) {
	data := own(t, 40)
	folder, _ := fit(t, data, "-columns", "a,b")
	model, samples := filepath.Join(folder, "model.gorgoflow"), filepath.Join(folder, "samples.csv")
	link, named, part := filepath.Join(folder, "link.csv"), filepath.Join(folder, "model.csv"), filepath.Join(folder, "part-000000.csv")
	for from, to := range map[string]string{data: link, model: named, samples: part} {
		if err := os.Link(from, to); err != nil {
			t.Skip(err) // the file system has no hard links
		}
	}
	conditional, _ := fit(t, data, "-columns", "a,b", "-condition", "b")
	for _, c := range []struct {
		input string
		args  []string
	}{
		{data, []string{"score", model, data, "-out", data}},
		{data, []string{"score", model, data, "-out", link}},
		{samples, []string{"score", model, data, samples, "-out", samples}},
		{model, []string{"score", model, data, "-out", named}},
		{part, []string{"score", model, part, "-out", folder, "-format", "csv"}},
		{model, []string{"sample", model, "-out", named}},
		{data, []string{"sample", filepath.Join(conditional, "model.gorgoflow"), "-conditions", data, "-out", link}},
		{model, []string{"conditional", model, "-of", "a", "-given", "b=1", "-out", named}},
		{samples, append([]string{"fit", samples, "-out", folder}, small...)},
		{model, append([]string{"fit", data, "-checkpoint", model, "-out", folder}, small...)},
	} {
		before := contents(t, c.input)
		refused(t, c.args, "overwritten")
		if contents(t, c.input) != before {
			t.Errorf("%v: the input has changed", c.args)
		}
	}
}

// TestCheckpointsAreNotOverwritten: a checkpoint that is not there yet is refused where the training writes its results.
func TestCheckpointsAreNotOverwritten(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new")
	for _, name := range []string{"model.gorgoflow", "samples.csv", "training.png", "density.png"} {
		refused(t, append([]string{"fit", own(t, 40), "-checkpoint", folder + "/../new/" + name, "-out", folder}, small...), "overwritten")
	}
}
