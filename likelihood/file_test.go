// Model files: loaded to the bit, and refused if damaged.

package likelihood_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// TestModelFilesRoundTrip: a loaded flow has the log-densities and gradients of the saved flow to the bit, and gives
// the same file.
func TestModelFilesRoundTrip(t *testing.T) {
	bases := testBases(t)
	all := map[string]*likelihood.Settings{
		"defaults": nil,
		"gaussian": {Base: bases["full"], TrainBase: true, T0: 1, T1: -0.5},
		"diagonal": {Base: bases["diagonal"], Trace: trace.Settings{Method: trace.Hutchinson, Probes: 2, Gaussian: true}},
		"mixture":  {Base: bases["mixture"], TrainTime: true, Penalties: allPenalties, FreeDensity: true},
		"solver":   {Solver: &integrate.Settings{Tableau: tableau.Tsit5, RTol: 1e-4, Shared: true, Controller: integrate.ControlPI}},
		"stiff":    {Solver: &integrate.Settings{Tableau: tableau.Rodas5P, RTol: 1e-3, ATol: 1e-3}},
		"eighth":   {Solver: &integrate.Settings{Tableau: tableau.DOP853}, Gradient: integrate.GradientSettings{Method: integrate.Backsolve, RTol: 1e-5}},
		"fixed":    {Solver: &integrate.Settings{Tableau: tableau.RK4, Steps: 7}},
	}
	for i, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			for j, double := range []bool{true, false} {
				if !long.Takes(i+j, 2) {
					continue
				}
				field, err := dynamics.NewMLP(3, &dynamics.MLPSettings{Hidden: []int{6, 5}, Float64: double, Seed: 3, Layer: dynamics.Gated, Activation: dynamics.Swish})
				flowtest.Must(t, err)
				flow := newFlow(t, field, all[name])
				if duration := flow.Duration(); duration != nil {
					duration.Set(0, 0.3)
					flowtest.Touch(flow)
				}
				flowtest.Must(t, flow.Standardize([]float64{1, 2, 3}, []float64{0.1, 1. / 3, 7}))
				checkRoundTrip(t, flow)
			}
		})
	}
}

func checkRoundTrip(t *testing.T, flow *likelihood.Flow) {
	t.Helper()
	var file, again bytes.Buffer
	flowtest.Must(t, flow.Save(&file))
	text := file.String()
	loaded, err := likelihood.Load(&file)
	flowtest.Must(t, err)
	x := flowtest.Points(4, 3, 1)
	want, err := flow.Gradient(context.Background(), x, nil)
	flowtest.Must(t, err)
	got, err := loaded.Gradient(context.Background(), x, nil)
	flowtest.Must(t, err)
	same := got.Loss == want.Loss && slices.Equal(got.LogProb, want.LogProb)
	for i := range want.Params {
		same = same && slices.Equal(got.Params[i], want.Params[i])
	}
	if !same {
		t.Errorf("log p of the loaded flow is %v, was %v", got.LogProb, want.LogProb)
	}
	flowtest.Must(t, loaded.Save(&again))
	if again.String() != text {
		t.Error("the loaded flow gives another file")
	}
}

func TestLoadAdjusts(t *testing.T) {
	var file bytes.Buffer
	flowtest.Must(t, newFlow(t, flowtest.BentField(t, 2), nil).Save(&file))
	saved := file.Bytes()
	_, err := likelihood.Load(bytes.NewReader(saved), func(s *likelihood.Settings) { s.Solver.RTol = 1e-30 })
	if !errors.Is(err, integrate.ErrSettings) || errors.Is(err, modelfile.ErrUnusable) {
		t.Errorf("an adjusted tolerance of 1e-30 has the error %v, want one of the settings and not of the file", err)
	}
	flow, err := likelihood.Load(&file, func(s *likelihood.Settings) { s.Solver.RTol = 1e-9; s.Trace.Method = trace.Hutchinson })
	flowtest.Must(t, err)
	plan, err := flow.Trace()
	flowtest.Must(t, err)
	if plan.Exact || flow.Resolved().Solver.RTol != 1e-9 {
		t.Errorf("exact trace %t, RTol %g, want an estimate and 1e-9", plan.Exact, flow.Resolved().Solver.RTol)
	}
}

// TestLoadedDurationsStay: a flow whose trained duration is a constant once it is loaded has the densities that it had.
func TestLoadedDurationsStay(t *testing.T) {
	x := flowtest.Points(5, 2, 1)
	for _, s := range []likelihood.Settings{{TrainTime: true}, {T0: 2, T1: 1, TrainTime: true}} {
		two, err := likelihood.NewStack([]dynamics.Field{flowtest.BentField(t, 2), flowtest.BentField(t, 2)}, &likelihood.StackSettings{Flow: s})
		flowtest.Must(t, err)
		for _, flow := range []*likelihood.Flow{newFlow(t, flowtest.BentField(t, 2), &s), two} {
			for _, p := range flow.Params() {
				if p.Name == "time.log_duration" {
					flowtest.Must(t, flow.Update(t.Context(), func() error { p.Set(0, 0.7); return nil }))
				}
			}
			var file bytes.Buffer
			flowtest.Must(t, flow.Save(&file))
			constant, err := likelihood.Load(&file, func(s *likelihood.Settings) { s.TrainTime = false })
			flowtest.Must(t, err)
			want, err := flow.LogProb(t.Context(), x)
			flowtest.Must(t, err)
			got, err := constant.LogProb(t.Context(), x)
			flowtest.Must(t, err)
			if !slices.Equal(got, want) {
				t.Errorf("log p of the loaded flow is %v, was %v", got, want)
			}
		}
	}
}

// TestAdjustedTimesCount: times that a caller sets for a flow from a file are those of the flow, whether its duration was
// trained or goes on to be.
func TestAdjustedTimesCount(t *testing.T) {
	x := flowtest.Points(5, 2, 1)
	want, err := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{T0: 0.5, T1: 0.8}).LogProb(t.Context(), x)
	flowtest.Must(t, err)
	for _, was := range []bool{false, true} {
		for _, is := range []bool{false, true} {
			var file bytes.Buffer
			flowtest.Must(t, newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{TrainTime: was}).Save(&file))
			flow, err := likelihood.Load(&file, func(s *likelihood.Settings) { s.T0, s.T1, s.TrainTime = 0.5, 0.8, is })
			flowtest.Must(t, err)
			got, err := flow.LogProb(t.Context(), x)
			flowtest.Must(t, err)
			flowtest.CloseTo(t, fmt.Sprintf("trained %v, then %v", was, is), got, want, 1e-6)
		}
	}
}

func TestDamagedModelFiles(t *testing.T) {
	var file bytes.Buffer
	flowtest.Must(t, newFlow(t, flowtest.BentField(t, 2), nil).Save(&file))
	whole := file.String()
	for name, text := range map[string]string{
		"empty":          "",
		"cut":            whole[:len(whole)/2],
		"more":           whole + "x",
		"an archive":     "PK\x03\x04",
		"other format":   strings.Replace(whole, likelihood.FlowFormat, "gorgoflow mode1", 1),
		"newer version":  strings.Replace(whole, `"version":"3"`, `"version":"4"`, 1),
		"no checksum":    strings.Replace(whole, `"checksum"`, `"checksun"`, 1),
		"flipped bit":    whole[:len(whole)-1] + string(whole[len(whole)-1]^1),
		"other settings": strings.Replace(whole, `[16,16]`, `[16,17]`, 1),
	} {
		if text == whole {
			t.Fatalf("%s: nothing is damaged", name)
		}
		_, err := likelihood.Load(strings.NewReader(text))
		flowtest.WantError(t, name, err, modelfile.ErrUnusable)
	}
}

// TestDamagedLegacyFiles: damaged files of version 2 are refused, and indented ones are loaded.
func TestDamagedLegacyFiles(t *testing.T) {
	file, err := os.ReadFile("testdata/legacy/flow2.json")
	flowtest.Must(t, err)
	whole := string(file)
	digit := strings.Index(whole, `"values":[`) + len(`"values":[`) + 5
	for name, text := range map[string]string{
		"cut":            whole[:len(whole)/2],
		"other format":   strings.Replace(whole, likelihood.FlowFormat, "something else", 1),
		"newer version":  strings.Replace(whole, `"version":2`, `"version":3`, 1),
		"flipped digit":  whole[:digit] + string('0'+(whole[digit]-'0'+1)%10) + whole[digit+1:],
		"other settings": strings.Replace(whole, `"hidden":[2]`, `"hidden":[3]`, 1),
	} {
		_, err := likelihood.Load(strings.NewReader(text))
		flowtest.WantError(t, name, err, modelfile.ErrUnusable)
	}
	var indented bytes.Buffer
	flowtest.Must(t, json.Indent(&indented, file, "", " "))
	_, err = likelihood.Load(&indented)
	flowtest.Must(t, err)
}

func TestUnknownKinds(t *testing.T) {
	field, _ := flowtest.LinearField(t, testMatrix)
	flowtest.WantError(t, "own field", newFlow(t, field, nil).Save(&bytes.Buffer{}), modelfile.ErrUnknownKind)
	flowtest.WantError(t, "own base", newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Base: flowtest.OnlyLogProb{}}).Save(&bytes.Buffer{}), modelfile.ErrUnknownKind)
	flowtest.WantError(t, "name taken", modelfile.RegisterField("mlp", func(dynamics.Field) (any, bool) { return nil, false }, func(json.RawMessage) (dynamics.Field, error) { return field, nil }), likelihood.ErrSettings)
}

// TestSaveFileIsAllOrNothing: a failed save leaves the old file and no other file, for flows and stacks.
func TestSaveFileIsAllOrNothing(t *testing.T) {
	flow, stack := newFlow(t, flowtest.BentField(t, 2), nil), newTestStack(t, 2, 2, flowtest.SmallDouble, &likelihood.StackSettings{Norm: &likelihood.NormSettings{}})
	checkSaveFile(t, flow)
	checkSaveFile(t, stack)
}

func checkSaveFile(t *testing.T, flow *likelihood.Flow) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "model.json")
	flowtest.Must(t, flow.SaveFile(path))
	old, err := os.ReadFile(path)
	flowtest.Must(t, err)
	want := paramValues(flow)
	flow.Params()[0].Set(0, math.NaN())
	flowtest.Touch(flow)
	flowtest.WantError(t, "NaN", flow.SaveFile(path), likelihood.ErrNotFinite)
	now, err := os.ReadFile(path)
	flowtest.Must(t, err)
	entries, err := os.ReadDir(filepath.Dir(path))
	flowtest.Must(t, err)
	if !bytes.Equal(old, now) || len(entries) != 1 {
		t.Errorf("after a failed save: file changed %v, %d files", !bytes.Equal(old, now), len(entries))
	}
	loaded, err := likelihood.LoadFile(path)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "parameters", paramValues(loaded), want, 0)
	if _, err = likelihood.LoadFile(path + "x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: error is %v, want %v", err, os.ErrNotExist)
	}
}

// TestWorkersAreNotSaved: the number of workers belongs to the machine, and not to the model.
func TestWorkersAreNotSaved(t *testing.T) {
	var one, many bytes.Buffer
	flowtest.Must(t, newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Solver: &integrate.Settings{Workers: 1}}).Save(&one))
	flowtest.Must(t, newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Solver: &integrate.Settings{Workers: 7}}).Save(&many))
	if one.String() != many.String() {
		t.Error("the file depends on the number of workers")
	}
}
