// An ensemble as a mixture: against its members, its samples and its integral, and through a file.

package likelihood_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/pkg/errors"
)

func ensembleFlow(t *testing.T, dim int, seed uint64) *likelihood.Flow {
	t.Helper()
	field, err := dynamics.NewMLP(dim, &dynamics.MLPSettings{Hidden: []int{4}, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		t.Fatal(err)
	}
	return flow
}

func ensembleBase(t *testing.T, mean ...float64) base.Base {
	t.Helper()
	std := make([]float64, len(mean))
	for i := range std {
		std[i] = 0.7
	}
	b, err := base.NewDiagonalGaussian(mean, std)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func newEnsemble(t *testing.T, columns *marginal.Transform, members ...likelihood.Member) *likelihood.Ensemble {
	t.Helper()
	e, err := likelihood.NewEnsemble(columns, members...)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func logProbs(t *testing.T, m likelihood.Model, x [][]float64) []float64 {
	t.Helper()
	logp, err := m.LogProb(t.Context(), x)
	if err != nil {
		t.Fatal(err)
	}
	return logp
}

// skewed returns rows with a rounded, a heavy-tailed and a constant column.
func skewed(n int) [][]float64 {
	rng := rand.New(rand.NewPCG(2, 2))
	x := make([][]float64, n)
	for i := range x {
		u := rng.NormFloat64()
		x[i] = []float64{math.Round(4 * u), math.Exp(u + rng.NormFloat64()), 3}
	}
	return x
}

// nested returns an ensemble of two ensembles. Each of them has a flow and a base over scores of its own columns.
func nested(t *testing.T) *likelihood.Ensemble {
	t.Helper()
	var parts []likelihood.Member
	for seed := range uint64(2) {
		columns, err := marginal.Fit(t.Context(), skewed(300), &marginal.Settings{Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		inner := newEnsemble(t, columns, likelihood.Member{Weight: 1, Model: ensembleFlow(t, 2, seed)}, likelihood.Member{Weight: 3, Base: ensembleBase(t, 0.3, float64(seed))})
		parts = append(parts, likelihood.Member{Weight: 1, Model: inner})
	}
	return newEnsemble(t, nil, parts...)
}

// TestEnsembleIsTheWeightedSum: log p is the logarithm of the weighted sum of the members' densities.
func TestEnsembleIsTheWeightedSum(t *testing.T) {
	flow, p0 := ensembleFlow(t, 2, 1), ensembleBase(t, 1, -1)
	e := newEnsemble(t, nil, likelihood.Member{Weight: 1, Model: flow}, likelihood.Member{Weight: 3, Base: p0})
	x := [][]float64{{0, 0}, {1, -1}, {3, 2}}
	own := logProbs(t, flow, x)
	for i, got := range logProbs(t, e, x) {
		want := math.Log(0.25*math.Exp(own[i]) + 0.75*math.Exp(p0.LogProb(x[i])))
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("row %d: %v, want %v", i, got, want)
		}
	}
}

// TestEnsembleIntegratesToOne: with columns of every kind the mean of p/q over draws from another density q is 1. A row
// that breaks a constant column has log p = -Inf.
func TestEnsembleIntegratesToOne(t *testing.T) {
	e := nested(t)
	rng, n := rand.New(rand.NewPCG(5, 5)), 4000
	x, logq := make([][]float64, n), make([]float64, n)
	for i := range x {
		u, v := 8*math.Tan(math.Pi*(rng.Float64()-0.5)), 3*math.Tan(math.Pi*(rng.Float64()-0.5))
		x[i] = []float64{u, v, 3}
		logq[i] = -math.Log(8*math.Pi*(1+u*u/64)) - math.Log(3*math.Pi*(1+v*v/9))
	}
	mean, square := 0.0, 0.0
	for i, logp := range logProbs(t, e, x) {
		r := math.Exp(logp - logq[i])
		mean, square = mean+r/float64(n), square+r*r/float64(n)
	}
	if deviation := math.Sqrt((square - mean*mean) / float64(n)); math.Abs(mean-1) > 4*deviation || deviation > 0.1 {
		t.Errorf("∫p = %v ± %v", mean, deviation)
	}
	x[0][2] = 4
	if logp := logProbs(t, e, x[:2]); !math.IsInf(logp[0], -1) || math.IsInf(logp[1], 0) {
		t.Errorf("log p = %v, want -Inf for the first row, which breaks the constant, and a number for the second", logp)
	}
}

// TestEnsembleSamples: the mean of samples is that of the mixture. A sample depends on the seed and its row.
func TestEnsembleSamples(t *testing.T) {
	p0, p1 := ensembleBase(t, 1, 0), ensembleBase(t, 5, 0)
	e := newEnsemble(t, nil, likelihood.Member{Weight: 1, Base: p0}, likelihood.Member{Weight: 3, Base: p1})
	x, err := e.Sample(t.Context(), 4000, 3)
	if err != nil {
		t.Fatal(err)
	}
	mean := 0.0
	for _, row := range x {
		mean += row[0] / 4000
	}
	if math.Abs(mean-4) > 0.15 { // five standard errors: a sample's deviation is 1.87
		t.Errorf("mean %v, want 4", mean)
	}
	fewer, err := e.Sample(t.Context(), 50, 3)
	if err != nil || !slices.EqualFunc(fewer, x[:50], slices.Equal[[]float64]) {
		t.Errorf("50 samples are not the first of 4000: %v", err)
	}
	s, err := nested(t).SampleWith(t.Context(), 60, 1, &likelihood.SampleRequest{LogProb: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range s.X {
		if row[2] != 3 || math.IsInf(s.LogProb[i], 0) || math.IsNaN(s.LogProb[i]) {
			t.Errorf("sample %v has log-density %v", row, s.LogProb[i])
		}
	}
}

// TestEnsembleSeedsShareNoDraws: samples of neighbouring seeds have no row in common, though the members are equal.
func TestEnsembleSeedsShareNoDraws(t *testing.T) {
	one := likelihood.Member{Weight: 1, Base: ensembleBase(t, 0)}
	e, seen := newEnsemble(t, nil, one, one, one), map[float64]uint64{}
	for seed := range uint64(4) {
		x, err := e.Sample(t.Context(), 200, seed)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range x {
			if other, drawn := seen[row[0]]; drawn {
				t.Fatalf("seeds %d and %d both draw %v", other, seed, row[0])
			}
			seen[row[0]] = seed
		}
	}
}

// TestEnsembleFile: a file gives the same densities to the bit, and has the notes of parts too. A damaged file is
// refused.
func TestEnsembleFile(t *testing.T) {
	e := nested(t)
	for text, m := range map[string]likelihood.Model{"the whole": e, "a part": e.Members()[1].Model} {
		if err := m.SetNote("of", text); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := e.Save(&file); err != nil {
		t.Fatal(err)
	}
	content := file.Bytes()
	loaded, err := likelihood.LoadModel(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := likelihood.Load(bytes.NewReader(content)); !errors.Is(err, modelfile.ErrUnusable) {
		t.Errorf("an ensemble loaded as a flow: %v, want %v", err, modelfile.ErrUnusable)
	}
	var note string
	if _, err := loaded.(*likelihood.Ensemble).Members()[1].Model.Note("of", &note); err != nil || note != "a part" {
		t.Errorf("note %q, %v", note, err)
	}
	x := skewed(40)
	if want, got := logProbs(t, e, x), logProbs(t, loaded, x); !slices.Equal(want, got) {
		t.Errorf("log p is %v after loading, was %v", got, want)
	}
	for _, damage := range []string{"density", "weight", "gorgoflow model"} {
		spoilt := bytes.Replace(content, []byte(damage), bytes.Repeat([]byte(" "), len(damage)), 1)
		if _, err := likelihood.LoadModel(bytes.NewReader(spoilt)); !errors.Is(err, modelfile.ErrUnusable) {
			t.Errorf("without %s: %v", damage, err)
		}
	}
}

// TestEnsemblesTakeLocksInOneOrder: ensembles of the same flows, in whatever order, several times, or within the stack
// that they belong to, take the same locks in the same order, each once. Calls would wait for each other for ever
// otherwise, where writers come between.
func TestEnsemblesTakeLocksInOneOrder(t *testing.T) {
	stack := newTestStack(t, 2, 2, dynamics.MLPSettings{Hidden: []int{2}}, nil)
	flows := stack.Flows()
	member := func(f *likelihood.Flow) likelihood.Member { return likelihood.Member{Weight: 1, Model: f} }
	a, b, both := member(flows[0]), member(flows[1]), member(stack)
	want, err := likelihood.LocksOf(newEnsemble(t, nil, both))
	if err != nil || len(want) != 3 {
		t.Fatalf("%d locks, error %v, want three", len(want), err)
	}
	nested := likelihood.Member{Weight: 1, Model: newEnsemble(t, nil, b, b)}
	for _, members := range [][]likelihood.Member{{a, both}, {b, both}, {both, a, b}, {b, a, both, both, nested}} {
		if got, err := likelihood.LocksOf(newEnsemble(t, nil, members...)); err != nil || !slices.Equal(got, want) {
			t.Errorf("%d members: error %v, locks %p, want %p", len(members), err, got, want)
		}
	}
}

// TestWhatIsSavedCanBeLoaded: ensembles that are nested more deeply than files are read are refused by Save.
func TestWhatIsSavedCanBeLoaded(t *testing.T) {
	e := newEnsemble(t, nil, likelihood.Member{Weight: 1, Base: ensembleBase(t, 1)})
	for depth := range 12 {
		file := new(bytes.Buffer)
		err := e.Save(file)
		if err != nil && !errors.Is(err, likelihood.ErrSettings) {
			t.Fatal(err)
		}
		if _, loading := likelihood.LoadModel(file); (err == nil) != (loading == nil) {
			t.Errorf("at depth %d saving gives %v, loading %v", depth, err, loading)
		}
		e = newEnsemble(t, nil, likelihood.Member{Weight: 1, Model: e})
	}
}

// TestEnsembleWeightsOfAnySize: weights are relative, however large or small all of them are.
func TestEnsembleWeightsOfAnySize(t *testing.T) {
	p0, p1, x := ensembleBase(t, 1, -1), ensembleBase(t, 0.5, 2), [][]float64{{0.3, 0.4}}
	mixed := func(unit float64) float64 {
		e := newEnsemble(t, nil, likelihood.Member{Weight: 1 * unit, Base: p0}, likelihood.Member{Weight: 0.5 * unit, Base: p1})
		logProb, err := e.LogProb(t.Context(), x)
		if err != nil {
			t.Fatal(err)
		}
		return logProb[0]
	}
	for _, unit := range []float64{math.MaxFloat64, 1e-323} {
		if got, want := mixed(unit), mixed(1); math.Abs(got-want) > 1e-12 {
			t.Errorf("weights times %g: log p is %v, want %v", unit, got, want)
		}
	}
}

// TestWeightsKeepTheirBits: weights that were divided by their sum are those of a file, and stay the same when it is read.
func TestWeightsKeepTheirBits(t *testing.T) {
	p0 := ensembleBase(t, 1, -1)
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var members []likelihood.Member
		for range 3 + rng.IntN(5) {
			members = append(members, likelihood.Member{Weight: rng.ExpFloat64(), Base: p0})
		}
		once := newEnsemble(t, nil, members...).Members()
		for i, m := range newEnsemble(t, nil, once...).Members() {
			if m.Weight != once[i].Weight {
				t.Errorf("seed %d: weight %d is %v, was %v", seed, i, m.Weight, once[i].Weight)
			}
		}
	}
}

func TestEnsembleRefusals(t *testing.T) {
	flow, p0 := ensembleFlow(t, 2, 1), ensembleBase(t, 1, -1)
	for name, members := range map[string][]likelihood.Member{
		"none":           nil,
		"no weight":      {{Base: p0}},
		"NaN":            {{Weight: math.NaN(), Base: p0}},
		"no share":       {{Weight: 1e-300, Base: p0}, {Weight: 1e300, Base: p0}},
		"neither":        {{Weight: 1}},
		"both":           {{Weight: 1, Base: p0, Model: flow}},
		"two sizes":      {{Weight: 1, Base: p0}, {Weight: 1, Base: ensembleBase(t, 1)}},
		"no dimension":   {{Weight: 1, Base: base.Standard{}}},
		"a nil *Flow":    {{Weight: 1, Model: (*likelihood.Flow)(nil)}},
		"a nil ensemble": {{Weight: 1, Model: (*likelihood.Ensemble)(nil)}},
	} {
		if _, err := likelihood.NewEnsemble(nil, members...); !errors.Is(err, likelihood.ErrSettings) && !errors.Is(err, likelihood.ErrEmpty) {
			t.Errorf("%s: %v", name, err)
		}
	}
	e := newEnsemble(t, nil, likelihood.Member{Weight: 1, Base: p0})
	if _, err := e.LogProb(t.Context(), [][]float64{{1, math.NaN()}}); !errors.Is(err, likelihood.ErrNotFinite) {
		t.Error(err)
	}
	if _, err := (*likelihood.Ensemble)(nil).LogProb(t.Context(), [][]float64{{1}}); !errors.Is(err, likelihood.ErrSettings) {
		t.Error(err)
	}
}
