// State dicts of wrapped models: the same model, and a report with the names of the file.

package torch_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/torch"
)

// wrapped are names as wrappers change them; inner is a part of a model that is compiled on its own.
var wrapped = map[string]func(name, inner string) string{
	"compile":                func(name, _ string) string { return "_orig_mod." + name },
	"DataParallel":           func(name, _ string) string { return "module." + name },
	"compile, DataParallel":  func(name, _ string) string { return "module._orig_mod." + name },
	"DataParallel, compile":  func(name, _ string) string { return "_orig_mod.module." + name },
	"DataParallel, averaged": func(name, _ string) string { return "module.module." + name },
	"a compiled part":        func(name, inner string) string { return strings.Replace(name, inner, inner+"_orig_mod.", 1) },
}

// TestWrappedModels: a wrapped model is read, is the one inside, and a missing tensor has the name that the file would
// have.
func TestWrappedModels(t *testing.T) {
	sequential := func(c *torch.Checkpoint) (torch.StateDict, *torch.Report, error) {
		s := torch.TorchCFM
		s.Prefix = "net."
		m, report, err := torch.Sequential(c.State, &s)
		if err != nil {
			return nil, report, err
		}
		state, err := torch.SequentialState(m, &s)
		return state, report, err
	}
	of := func(f family) func(c *torch.Checkpoint) (torch.StateDict, *torch.Report, error) {
		return func(c *torch.Checkpoint) (torch.StateDict, *torch.Report, error) {
			flow, report, err := f.build(c)
			if err != nil {
				return nil, report, err
			}
			state, err := f.write(flow)
			return state, report, err
		}
	}
	for _, c := range []struct {
		file, inner, last string
		build             func(c *torch.Checkpoint) (torch.StateDict, *torch.Report, error)
	}{
		{"ffjord_concatsquash.pt", "odefunc.diffeq.", "chain.0.odefunc.diffeq.layers.2._layer.weight", of(ffjord(""))},
		{"zuko.pt", "transform.ode.", "transform.ode.4.weight", of(zuko)},
		{"torchcfm.pt", "net.2.", "net.6.weight", sequential},
	} {
		plain, _, err := c.build(read(t, c.file))
		if err != nil {
			t.Fatal(err)
		}
		for by, rename := range wrapped {
			file := read(t, c.file)
			state := torch.StateDict{"n_averaged": {Shape: []int{}, Values: []float64{3}, Dtype: "I64"}}
			for name, tensor := range file.State {
				state[rename(name, c.inner)] = tensor
			}
			file.State = state
			got, _, err := c.build(file)
			if err != nil || !reflect.DeepEqual(got, plain) {
				t.Errorf("%s by %s: error %v, or another model", c.file, by, err)
			}
			delete(state, rename(c.last, c.inner))
			if _, report, err := c.build(file); err == nil || by != "a compiled part" && !strings.Contains(report.String(), rename(c.last, c.inner)+": missing") {
				t.Errorf("%s by %s, without its last weight: error %v, report\n%v", c.file, by, err, report)
			}
		}
	}
}
