// Forged files, whose checksums are right.

package likelihood_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"maps"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"unicode/utf8"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
)

// smallFile returns the container of a small flow or stack.
func smallFile(t testing.TB, flows int) *container.File {
	t.Helper()
	net := dynamics.MLPSettings{Hidden: []int{2}, Layer: dynamics.Gated, Cond: 1, Seed: 4}
	mixture, err := base.NewMixture([]float64{1}, smallGaussian(t, 2))
	flowtest.Must(t, err)
	s := likelihood.Settings{Base: mixture, TrainBase: true, TrainTime: true, Solver: &integrate.Settings{Tableau: tableau.Midpoint, Steps: 2},
		Trace: trace.Settings{Method: trace.Hutchinson, Probes: 2}, GradientTrace: &trace.Settings{}}
	var all *likelihood.Flow
	if flows > 0 {
		all = newTestStack(t, flows, 2, net, &likelihood.StackSettings{Flow: s, Norm: &likelihood.NormSettings{Ends: true}})
	} else {
		field, err := dynamics.NewMLP(2, &net)
		flowtest.Must(t, err)
		all = newFlow(t, field, &s)
	}
	flowtest.Must(t, all.Standardize([]float64{1, 2}, []float64{3, 4}))
	flowtest.Must(t, all.StandardizeCondition([]float64{1}, []float64{3}))
	return fileOf(t, all)
}

// fileOf returns the file that Save writes, so that a test can change it.
func fileOf(t testing.TB, m *likelihood.Flow) *container.File {
	t.Helper()
	var file bytes.Buffer
	flowtest.Must(t, m.Save(&file))
	read, err := container.Read(&file)
	flowtest.Must(t, err)
	return read
}

// bytesOf returns the container as a file with the right checksum.
func bytesOf(t testing.TB, f *container.File) []byte {
	t.Helper()
	var file bytes.Buffer
	flowtest.Must(t, f.Write(&file))
	return file.Bytes()
}

// legacyModels returns, by format, the models in small files of version 2, without format and checksum.
func legacyModels(t testing.TB) map[string][]byte {
	t.Helper()
	models := map[string][]byte{}
	for format, name := range map[string]string{likelihood.FlowFormat: "small_flow", likelihood.StackFormat: "small_stack"} {
		file, err := os.ReadFile("testdata/legacy/" + name + ".json")
		flowtest.Must(t, err)
		var outer struct{ Model json.RawMessage }
		flowtest.Must(t, json.Unmarshal(file, &outer))
		models[format] = outer.Model
	}
	return models
}

func smallGaussian(t testing.TB, dim int) *base.Gaussian {
	t.Helper()
	mean, std := make([]float64, dim), make([]float64, dim)
	numeric.Fill(std, 1)
	g, err := base.NewDiagonalGaussian(mean, std)
	flowtest.Must(t, err)
	return g
}

// forged returns a file of version 2 with the model and the right checksum; nil if the model is no JSON.
func forged(t testing.TB, model []byte, format string) []byte {
	t.Helper()
	var compact bytes.Buffer
	if json.Compact(&compact, model) != nil {
		return nil
	}
	name, err := json.Marshal(format)
	flowtest.Must(t, err)
	return fmt.Appendf(nil, `{"format":%s,"version":2,"checksum":%d,"model":%s}`, name, castagnoli(compact.Bytes()), compact.Bytes())
}

func castagnoli(text []byte) uint32 { return crc32.Checksum(text, crc32.MakeTable(crc32.Castagnoli)) }

// The memory that loading may take: for the compiled steps of a small network, and for lanes and probes, which Load
// allows in proportion to the size of the file.
const (
	bytesPerLoad = 256 << 20
	bytesPerByte = 1 << 10
)

// loadForged loads a file, which must succeed or give an error of a model file, and must take little memory.
func loadForged(t testing.TB, what string, file []byte) {
	t.Helper()
	if file == nil { // the model is no JSON
		return
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := likelihood.Load(bytes.NewReader(file))
	runtime.ReadMemStats(&after)
	if taken := after.TotalAlloc - before.TotalAlloc; taken > bytesPerLoad+bytesPerByte*uint64(len(file)) {
		t.Errorf("%s: a file of %d bytes takes %d MB", what, len(file), taken>>20)
	}
	var panicked *graph.PanicError
	if errors.As(err, &panicked) || err != nil && !errors.Is(err, modelfile.ErrUnusable) && !errors.Is(err, modelfile.ErrUnknownKind) {
		t.Errorf("%s: error is %v, want one that is ErrModelFile", what, err)
	}
}

// TestForgedEntries: with any value in any entry of a file, and the right checksum, loading succeeds or gives an error.
func TestForgedEntries(t *testing.T) {
	for flows, format := range []string{likelihood.FlowFormat, likelihood.StackFormat} {
		small := smallFile(t, flows)
		share := 1 + 4*flows // fewer for a stack, whose flows are read as a flow is; the share has no factor in common with the number of values
		forgeEntries(t, small.Model, share, func(what string, model []byte) {
			loadForged(t, what, bytesOf(t, &container.File{Format: format, Model: model, Tensors: small.Tensors}))
		})
	}
	for format, model := range legacyModels(t) {
		forgeEntries(t, model, 17, func(what string, model []byte) {
			loadForged(t, "version 2: "+what, forged(t, model, format))
		})
	}
}

// forgeEntries calls load with models in which one entry has another value, for one in share of all entries and values.
func forgeEntries(t *testing.T, model []byte, share int, load func(what string, model []byte)) {
	t.Helper()
	var tree any
	flowtest.Must(t, json.Unmarshal(model, &tree))
	if !long.Run {
		share = max(share, 11)
	}
	changes := 0
	forEachEntry("model", tree, func(place string, set func(any), was any) {
		for _, v := range []any{nil, "x", []any{}, []any{nil}, map[string]any{}, -1, 0, 3, 1 << 20, int64(1 << 40),
			int64(math.MaxInt64), int64(math.MinInt64), 1e-320, 1.7e308} {
			if changes++; changes%share != 0 {
				continue
			}
			set(v)
			text, err := json.Marshal(tree)
			flowtest.Must(t, err)
			load(fmt.Sprintf("%s is %v", place, v), text)
		}
		set(was)
	})
}

// forEachEntry calls f for every entry of a tree of JSON; for a list of numbers, only for the first.
func forEachEntry(place string, tree any, f func(place string, set func(any), was any)) {
	visit := func(place string, set func(any), was any) {
		f(place, set, was)
		forEachEntry(place, was, f)
	}
	switch tree := tree.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(tree)) {
			visit(place+"."+key, func(w any) { tree[key] = w }, tree[key])
		}
	case []any:
		for i, v := range tree {
			if _, number := v.(float64); i == 0 || !number {
				visit(place+"["+strconv.Itoa(i)+"]", func(w any) { tree[i] = w }, v)
			}
		}
	}
}

// FuzzLoad: whatever a model with the right checksum says, Load returns and takes little memory. The fuzzer changes
// bytes of the model, and replaces the entry with the number at by what.
func FuzzLoad(f *testing.F) {
	small := map[string]*container.File{likelihood.FlowFormat: smallFile(f, 0), likelihood.StackFormat: smallFile(f, 1)}
	legacy := legacyModels(f)
	for format := range small {
		for _, model := range [][]byte{small[format].Model, legacy[format]} {
			f.Add(model, uint16(0), []byte(nil))
			for _, edit := range [][2]string{{`"hidden":[2]`, `"hidden":[1048576,1048576]`}, {`"dim":2`, `"dim":1048576`},
				{`"dim":2`, `"dim":-9223372036854775808`}, {`"Lanes":0`, `"Lanes":1048576`}, {`"Workers":0`, `"Workers":1000000000`},
				{`"Probes":2`, `"Probes":64`}, {`"cond":1`, `"cond":1048575`}, {`"gated"`, `"hyper"`}, {`"values":[`, `"values":[1e300,`}} {
				f.Add(bytes.ReplaceAll(model, []byte(edit[0]), []byte(edit[1])), uint16(0), []byte(nil))
			}
			for at, what := range []string{`1048576`, `-1`, `null`, `[null]`, `"concatsquash"`, `1e308`} {
				f.Add(model, uint16(5*at), []byte(what))
			}
		}
	}
	f.Fuzz(func(t *testing.T, model []byte, at uint16, what []byte) {
		model = withEntry(model, int(at), what)
		for format, file := range small {
			loadForged(t, "fuzzed", forged(t, model, format))
			if utf8.Valid(model) {
				loadForged(t, "fuzzed", bytesOf(t, &container.File{Format: format, Model: model, Tensors: file.Tensors}))
			}
		}
	})
}

// withEntry returns the model with another entry at that number, counted over all entries. It returns the model
// unchanged if one of the two is no JSON.
func withEntry(model []byte, at int, what []byte) []byte {
	var tree, entry any
	if json.Unmarshal(model, &tree) != nil || json.Unmarshal(what, &entry) != nil {
		return model
	}
	count := 0
	forEachEntry("model", tree, func(_ string, set func(any), _ any) {
		if count++; count == at {
			set(entry)
		}
	})
	text, err := json.Marshal(tree)
	if err != nil {
		return model
	}
	return text
}
