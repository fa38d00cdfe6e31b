// Model files of flows on manifolds, and refused manifolds, rows and files.

package manifold_test

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
)

// TestSaveAndLoad: a loaded flow has the densities and samples of the saved flow, to the bit.
func TestSaveAndLoad(t *testing.T) {
	list := surfaces()
	mixture, err := manifold.NewMixture([]float64{1, 3}, points(manifold.Sphere(3), 2, 1), []float64{0, 20})
	flowtest.Must(t, err)
	for i, s := range append(list, surface{name: "sphere with a mixture", on: manifold.Sphere(3)}) {
		set := &likelihood.Settings{}
		if i == len(list) {
			set.Base = mixture
		}
		flow, err := manifold.New(s.on, network(t, s.on, 3), set)
		flowtest.Must(t, err)
		var file bytes.Buffer
		flowtest.Must(t, flow.Save(&file))
		loaded, err := likelihood.Load(&file)
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		request := &likelihood.SampleRequest{LogProb: true}
		want, err := flow.SampleWith(t.Context(), 10, 5, request)
		flowtest.Must(t, err)
		got, err := loaded.SampleWith(t.Context(), 10, 5, request)
		flowtest.Must(t, err)
		flowtest.CloseRows(t, s.name+", samples", got.X, want.X, 0)
		flowtest.CloseTo(t, s.name+", log p", got.LogProb, want.LogProb, 0)
	}
}

// TestNetworksOfEveryKindAreSaved: a hollow network, convolutions and a field on another manifold are saved as networks on
// a manifold, and loaded to the bit.
func TestNetworksOfEveryKindAreSaved(t *testing.T) {
	hollow, err := dynamics.NewHollow(4, &dynamics.HollowSettings{Conditioner: dynamics.MLPSettings{Hidden: []int{6}, Seed: 1}, Units: 2})
	flowtest.Must(t, err)
	conv, err := dynamics.NewConv(dynamics.Image{Channels: 1, Height: 2, Width: 2}, &dynamics.ConvSettings{Hidden: []int{3}, Seed: 2})
	flowtest.Must(t, err)
	nested, err := manifold.NewField(manifold.Sphere(4), hollow)
	flowtest.Must(t, err)
	m := manifold.Product(manifold.Sphere(3), manifold.Plane(1))
	for name, net := range map[string]dynamics.Field{"hollow": hollow, "conv": conv, "nested": nested} {
		flow := newFlow(t, m, net, 1e-4)
		var file bytes.Buffer
		flowtest.Must(t, flow.Save(&file))
		loaded, err := likelihood.Load(&file)
		flowtest.Must(t, err)
		x := points(m, 4, 3)
		want, err := flow.LogProb(t.Context(), x)
		flowtest.Must(t, err)
		got, err := loaded.LogProb(t.Context(), x)
		flowtest.Must(t, err)
		flowtest.CloseTo(t, name, got, want, 0)
	}
}

// TestOwnNetworkIsNotSaved: a flow with a user's field cannot be saved, and the error names the type of that field.
func TestOwnNetworkIsNotSaved(t *testing.T) {
	m := manifold.Sphere(3)
	flow, err := manifold.New(m, turned{network(t, m, 1), rotation(3)}, nil)
	flowtest.Must(t, err)
	err = flow.Save(io.Discard)
	if flowtest.WantError(t, "Save", err, modelfile.ErrUnknownKind); err != nil && !strings.Contains(err.Error(), "manifold_test.turned") {
		t.Errorf("%v does not name the field", err)
	}
}

// TestForgedFiles: impossible or huge numbers in a file are errors before memory is taken for them.
func TestForgedFiles(t *testing.T) {
	m := manifold.Sphere(3)
	flow, err := manifold.New(m, network(t, m, 1), nil)
	flowtest.Must(t, err)
	for _, c := range [][2]string{
		{`{"kind":"sphere","n":3}`, `{"kind":"sphere","n":-3}`},
		{`{"kind":"sphere","n":3}`, `{"kind":"torus","n":999999999}`},
		{`{"kind":"sphere","n":3}`, `{"kind":"klein","n":3}`},
		{`[{"kind":"sphere","n":3}]`, `[]`},
		{`"hidden":[16,16]`, `"hidden":[99999,99999]`},
	} {
		var saved, forged bytes.Buffer
		flowtest.Must(t, flow.Save(&saved))
		file, err := container.Read(&saved)
		flowtest.Must(t, err)
		model := bytes.ReplaceAll(file.Model, []byte(c[0]), []byte(c[1]))
		if bytes.Equal(model, file.Model) {
			t.Fatalf("%s is not in %s", c[0], file.Model)
		}
		file.Model = model
		flowtest.Must(t, file.Write(&forged))
		_, err = likelihood.Load(&forged)
		flowtest.WantError(t, c[1], err, modelfile.ErrUnusable)
	}
}

// TestFieldsInEachOther: fields on manifolds are saved in each other up to a depth. A file may not ask for more, since each
// takes memory for all that are in it.
func TestFieldsInEachOther(t *testing.T) {
	nested := func(depth int) *likelihood.Flow {
		m := manifold.Sphere(3)
		var inner dynamics.Field = network(t, m, 1)
		for range depth {
			field, err := manifold.NewField(m, inner)
			flowtest.Must(t, err)
			inner = field
		}
		flow, err := likelihood.New(inner, &likelihood.Settings{Base: m})
		flowtest.Must(t, err)
		return flow
	}
	flowtest.WantError(t, "Save", nested(9).Save(io.Discard), likelihood.ErrSettings)
	var saved, forged bytes.Buffer
	flowtest.Must(t, nested(8).Save(&saved))
	file, err := container.Read(bytes.NewReader(saved.Bytes()))
	flowtest.Must(t, err)
	if _, err := likelihood.Load(&saved); err != nil {
		t.Errorf("eight fields: %v", err)
	}
	const outer = `"kind":"another network on a manifold","settings":{"on":[{"kind":"sphere","n":3}],`
	at := bytes.Index(file.Model, []byte(outer))
	if at < 0 {
		t.Fatalf("%s is not in %s", outer, file.Model)
	}
	end := at + bytes.Index(file.Model[at:], []byte(`}}}}}}}}`))
	file.Model = slices.Concat(file.Model[:at], []byte(strings.Repeat(outer, 500)), file.Model[at:end], []byte(strings.Repeat("}", 500)), file.Model[end:])
	flowtest.Must(t, file.Write(&forged))
	_, err = likelihood.Load(&forged)
	flowtest.WantError(t, "508 fields", err, modelfile.ErrUnusable)
}

// TestRefusals: manifolds, networks and mixtures that do not fit are refused.
func TestRefusals(t *testing.T) {
	three := network(t, manifold.Sphere(3), 1)
	for name, m := range map[string]manifold.Manifold{
		"none": nil, "no columns": manifold.Sphere(0), "two points": manifold.Sphere(1), "no angle": manifold.Torus(0), "no factors": manifold.Product(),
		"a bad factor": manifold.Product(manifold.Sphere(3), manifold.Plane(-1)), "another number of columns": manifold.Sphere(4),
	} {
		_, err := manifold.New(m, three, nil)
		flowtest.WantError(t, name, err, likelihood.ErrSettings)
	}
	_, err := manifold.New(manifold.Sphere(3), nil, nil)
	flowtest.WantError(t, "no network", err, likelihood.ErrSettings)
	for name, c := range map[string]struct{ weight, kappa, z float64 }{"weight": {0, 1, 1}, "concentration": {1, -1, 1}, "mean": {1, 1, 2}} {
		_, err := manifold.NewMixture([]float64{c.weight}, [][]float64{{0, 0, c.z}}, []float64{c.kappa})
		if flowtest.WantError(t, name, err, likelihood.ErrSettings); err != nil && !strings.Contains(err.Error(), name+" 0") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = manifold.NewMixture([]float64{1e-320, 1e10}, [][]float64{{1, 0, 0}, {0, 1, 0}}, []float64{1, 1})
	flowtest.WantError(t, "a weight that vanishes", err, likelihood.ErrSettings)
	_, err = manifold.NewMixture(nil, nil, nil)
	flowtest.WantError(t, "empty mixture", err, likelihood.ErrSettings)
}

// TestRowsOffTheSphere: a row that is not on the sphere, such as one in degrees, has no density.
func TestRowsOffTheSphere(t *testing.T) {
	m := manifold.Sphere(3)
	logp, err := newFlow(t, m, network(t, m, 1), 1e-5).LogProb(t.Context(), [][]float64{{0, 0, 1}, {51.5, 0.1, 1}})
	if err == nil || len(logp) != 2 || logp[0] != logp[0] || logp[1] == logp[1] {
		t.Errorf("log p is %v, error %v, want a number, NaN and an error", logp, err)
	}
}

// TestColumnsAreKept: columns are coordinates on the manifold, so that a standardisation and norms, which would shift
// and scale them, are refused.
func TestColumnsAreKept(t *testing.T) {
	m := manifold.Torus(2)
	flow, err := manifold.New(m, network(t, m, 1), nil)
	flowtest.Must(t, err)
	flowtest.WantError(t, "Standardize", flow.Standardize([]float64{0, 0}, []float64{1, 2}), likelihood.ErrSettings)
	flowtest.Must(t, flow.Standardize(nil, nil))
	for norm, want := range map[*likelihood.NormSettings]error{nil: nil, {}: likelihood.ErrSettings} {
		var fields []dynamics.Field
		for i := range 2 {
			f, err := manifold.NewField(m, network(t, m, uint64(i)))
			flowtest.Must(t, err)
			fields = append(fields, f)
		}
		_, err := likelihood.NewStack(fields, &likelihood.StackSettings{Flow: likelihood.Settings{Base: m}, Norm: norm})
		flowtest.WantError(t, "a stack", err, want)
	}
}
