// Package golden binds the bits of what users get: log-densities, samples, gradients, fits, and files written before.
package golden

import (
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
	"golang.org/x/sys/cpu"
)

var update = flag.Bool("update", false, "write the hashes of this machine's instruction set anew")

// book holds hashes by instruction set and case: bits are those of a set until every set gives the same.
type book map[string]map[string]string

const bookFile = "testdata/bits.json"

func TestBits(t *testing.T) {
	got := map[string]string{}
	for name, flow := range flows(t) {
		got[name] = hashFlow(t, flow)
	}
	got["stack"] = hashStack(t)
	got["fit"] = hashFit(t)
	got["file of before"] = hashFile(t)
	set := instructionSet()
	known := readBook(t)
	if *update {
		known[set] = got
		writeBook(t, known)
		return
	}
	if known[set] == nil {
		t.Skipf("no hashes were recorded with %s", set)
	}
	for name, hash := range got {
		if want := known[set][name]; hash != want {
			t.Errorf("%s: %s, want %s", name, hash, want)
		}
	}
}

// instructionSet is the one that the bits of kernels depend on.
func instructionSet() string {
	switch {
	case cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL:
		return "AVX-512"
	case cpu.X86.HasAVX2 && cpu.X86.HasFMA:
		return "AVX2"
	}
	return "portable"
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// flows are networks of every kind, with traces, methods and dtypes taken in turn.
func flows(t *testing.T) map[string]*likelihood.Flow {
	layers := []dynamics.Layer{dynamics.Ignore, dynamics.Concat, dynamics.ConcatV2, dynamics.Squash, dynamics.ConcatSquash,
		dynamics.ConcatCoord, dynamics.Hyper, dynamics.Blend, dynamics.Gated}
	activations := []dynamics.Activation{dynamics.Tanh, dynamics.Softplus, dynamics.ELU, dynamics.Swish, dynamics.GELU, dynamics.Sin, dynamics.Sigmoid}
	traces := []trace.Settings{{}, {Method: trace.Hutchinson}, {Method: trace.HutchPP, Probes: 2}, {Route: trace.RouteCotangents}}
	tableaux := []*tableau.Tableau{tableau.Tsit5, tableau.Dopri5, tableau.Rodas5P}
	out := map[string]*likelihood.Flow{}
	for i := range 18 {
		layer, activation := layers[i%len(layers)], activations[i%len(activations)]
		hidden := [][]int{{9}, {12, 7}, {8, 9, 6}}[i%3]
		s := &likelihood.Settings{Trace: traces[i%len(traces)], Solver: &integrate.Settings{Tableau: tableaux[(i/2)%3], Lanes: 16}}
		if i%5 == 3 {
			s.Solver.Stepping = integrate.Shared
		}
		if i%4 == 1 {
			s.Penalties = likelihood.Penalties{Kinetic: 0.1, Frobenius: 0.05}
		}
		if i%7 == 2 {
			s.Gradient.Method = integrate.Backsolve
			s.Solver.Tableau = tableau.Tsit5
		}
		field, err := dynamics.NewMLP(2+i%3, &dynamics.MLPSettings{Hidden: hidden, Layer: layer, Activation: activation, Seed: uint64(i), Float64: i%2 == 1, GateOutput: i%6 == 5})
		must(t, err)
		flow, err := likelihood.New(field, s)
		must(t, err)
		out[fmt.Sprintf("%d %s %s %v", i, layer, activation, hidden)] = flow
	}
	return out
}

// rows are data that do not depend on anything else.
func rows(n, dim int) [][]float64 {
	rng := rand.New(rand.NewPCG(7, uint64(dim)))
	x := make([][]float64, n)
	for i := range x {
		for range dim {
			x[i] = append(x[i], rng.NormFloat64())
		}
	}
	return x
}

// digest is a hash of the bits of numbers.
type digest struct{ io.Writer }

func (d digest) add(numbers ...float64) {
	for _, v := range numbers {
		fmt.Fprintf(d, "%016x", math.Float64bits(v))
	}
}

func (d digest) addRows(x [][]float64) {
	for _, row := range x {
		d.add(row...)
	}
}

func hashed(fill func(d digest)) string {
	h := fnv.New64a()
	fill(digest{h})
	return fmt.Sprintf("%016x", h.Sum64())
}

func hashFlow(t *testing.T, f *likelihood.Flow) string {
	t.Helper()
	x := rows(37, f.Dim())
	logp, err := f.LogProb(t.Context(), x)
	must(t, err)
	samples, err := f.Sample(t.Context(), 20, 3)
	must(t, err)
	g, err := f.Gradient(t.Context(), x)
	must(t, err)
	return hashed(func(d digest) {
		d.add(logp...)
		d.addRows(samples)
		d.addRows(g.Params)
		d.addRows(g.X)
		d.add(g.Loss)
	})
}

// newFlow is a small flow, seeded.
func newFlow(t *testing.T, seed uint64, s *likelihood.Settings) *likelihood.Flow {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{16, 16}, Seed: seed})
	must(t, err)
	f, err := likelihood.New(field, s)
	must(t, err)
	return f
}

func hashStack(t *testing.T) string {
	var fields []dynamics.Field
	for seed := range 2 {
		field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{16, 16}, Seed: uint64(seed)})
		must(t, err)
		fields = append(fields, field)
	}
	s, err := likelihood.NewStack(fields, nil)
	must(t, err)
	logp, err := s.LogProb(t.Context(), rows(29, 2))
	must(t, err)
	return hashed(func(d digest) { d.add(logp...) })
}

// hashFit trains for a little, stops, and goes on from the checkpoint.
func hashFit(t *testing.T) string {
	dir := t.TempDir()
	settings := &train.Settings{Iterations: 6, Batch: 64, Seed: 1, ValidateEvery: 3, Checkpoint: filepath.Join(dir, "run"), Progress: io.Discard}
	f := newFlow(t, 3, nil)
	_, err := train.Fit(t.Context(), f, rows(200, 2), settings)
	must(t, err)
	settings.Iterations, settings.Resume = 10, true
	f = newFlow(t, 3, nil)
	_, err = train.Fit(t.Context(), f, rows(200, 2), settings)
	must(t, err)
	return hashed(func(d digest) {
		for _, p := range f.Params() {
			d.add(p.Values()...)
		}
	})
}

// hashFile scores with a model file that an earlier version wrote.
func hashFile(t *testing.T) string {
	f, err := likelihood.LoadFile("testdata/before.gorgoflow")
	must(t, err)
	logp, err := f.LogProb(t.Context(), rows(31, 2))
	must(t, err)
	return hashed(func(d digest) { d.add(logp...) })
}

func readBook(t *testing.T) book {
	b := book{}
	raw, err := os.ReadFile(bookFile)
	if os.IsNotExist(err) {
		return b
	}
	must(t, err)
	must(t, json.Unmarshal(raw, &b))
	return b
}

func writeBook(t *testing.T, b book) {
	raw, err := json.MarshalIndent(b, "", "  ")
	must(t, err)
	must(t, os.WriteFile(bookFile, append(raw, '\n'), 0o644))
}
