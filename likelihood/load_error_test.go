package likelihood

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/pkg/errors"
)

// A file whose parts do not fit is refused by a *FileError that names the part and what stands there.
func TestFileErrorsNameTheirPlace(t *testing.T) {
	wide := fmt.Sprintf(`"rows":%d,"cols":3,"values":[0%s]`, 1<<14, strings.Repeat(",0", 3<<14-1))
	for _, c := range []struct{ was, is, field, value string }{
		{`"hidden":[2]`, `"hidden":[1048576]`, `"layers.0.layer_f.weight"`, "2×3"},
		{`"hidden":[2]`, `"hidden":[2,1048576]`, `"layers.1.layer_f.weight"`, "2×2"},
		{`"hidden":[2]`, `"hidden":[-2]`, "field", "Hidden[0] is -2"},
		{`"dim":2,"settings"`, `"dim":9223372036854775807,"settings"`, "field", "9223372036854775807"},
		{`{"dim":2,"diagonal":true}`, `{"dim":1099511627776,"diagonal":true}`, "base: dim", "1099511627776"},
		{`{"dim":2,"diagonal":true}`, `{"dim":4294967296,"diagonal":false}`, "base: dim", "4294967296"},
		{`{"dim":2,"diagonal":true}`, `{"dim":9223372036854775807,"diagonal":false}`, "base: dim", "9223372036854775807"},
		{`"rows":2,"cols":3`, `"rows":4294967296,"cols":4294967296`, `"layers.0.layer_f.weight"`, "4294967296×4294967296"},
		{`"layers.0.layer_g.weight"`, `"layers.0.layer_f.weight"`, `"layers.0.layer_f.weight"`, "there twice"},
		{`"layers.0.layer_g.bias"`, `"layers.0.layer_f.offset"`, `"layers.0.layer_g.bias"`, "missing"},
		{`"base.logits"`, `"base.weights"`, `"base.logits"`, "missing"},
		{`"kind":"mixture"`, `"kind":"standard normal"`, "parameters of the base", "3"},
		{`"Lanes":0`, `"Lanes":1048576`, "Lanes", "1048576"},
		{`"Lanes":0`, `"Lanes":-1`, "settings", "it must be positive"},
		{`"Method":1,"Probes":2`, `"Method":1,"Probes":1000000`, "settings", "1000000 probes"},
		{`"trainTime":true`, `"trainTime":false`, "logDuration", ""},
		{`"logDuration":0`, `"logDuration":1e9`, "logDuration", "1e+09"},
		{`"mean":[1,2]`, `"mean":[1]`, "mean or std", "has 1, want 2"},
		{`"std":[3,4]`, `"std":[3,0]`, "mean or std", "deviation of column 1 is 0"},
		{`"t1":1`, `"t1":"one"`, "model", "string"},
		{`"hidden":[2]`, `"hidden":[16384]`, `"layers.0.layer_f.weight"`, "2×3"},
		{`"rows":2,"cols":3,"values":[`, wide + `,"x":[`, "layers.0.layer_f.weight", "16384×3"},
	} {
		model := string(smallModel(t, 0))
		if !strings.Contains(model, c.was) {
			t.Fatalf("no %s in %s", c.was, model)
		}
		_, err := Load(bytes.NewReader(forged(t, []byte(strings.Replace(model, c.was, c.is, 1)), fileFormat)))
		var named *FileError
		if !errors.As(err, &named) || !errors.Is(err, ErrModelFile) ||
			!strings.Contains(named.Field, c.field) || !strings.Contains(named.Error(), c.value) {
			t.Errorf("%.60s: error is %v, want one that names %s and %s", c.is, err, c.field, c.value)
		}
	}
}

// Weights that are finite in the file and too large for the network's type are refused by name and place.
func TestLoadRefusesLargeWeights(t *testing.T) {
	model := smallModel(t, 0)
	at := bytes.Index(model, []byte(`"values":[`)) + len(`"values":[`)
	large := append(append(bytes.Clone(model[:at]), "1e300"...), model[at+bytes.IndexByte(model[at:], ','):]...)
	_, err := Load(bytes.NewReader(forged(t, large, fileFormat)))
	flowtest.WantError(t, "1e300", err, ErrModelFile)
	if message := fmt.Sprint(err); !strings.Contains(message, `"layers.0.layer_f.weight" of the field is 1e+300 at 0, 0, want a finite float32`) {
		t.Error(message)
	}
	for _, number := range []string{"NaN", "1e999", "Infinity"} {
		at := bytes.Index(model, []byte(`"values":[`)) + len(`"values":[`)
		text := append(append(bytes.Clone(model[:at]), number...), model[at+bytes.IndexByte(model[at:], ','):]...)
		raw, _ := json.Marshal(fileFormat)
		_, err := Load(strings.NewReader(fmt.Sprintf(`{"format":%s,"version":1,"checksum":%d,"model":%s}`, raw, checksum(text), text)))
		flowtest.WantError(t, number, err, ErrModelFile)
	}
}

// The error of who could not use a part is still there.
func TestFileErrorsKeepTheirCause(t *testing.T) {
	model := bytes.Replace(smallModel(t, 0), []byte(`"hidden":[2]`), []byte(`"hidden":[-2]`), 1)
	_, err := Load(bytes.NewReader(forged(t, model, fileFormat)))
	var setting *dynamics.SettingError
	if !errors.As(err, &setting) || setting.Setting != "Hidden[0]" {
		t.Errorf("error is %v, want a *dynamics.SettingError inside", err)
	}
	_, err = LoadStack(bytes.NewReader(forged(t, []byte(`{"flows":[null]}`), stackFormat)))
	flowtest.WantError(t, "no base", err, ErrUnknownKind)
	_, err = LoadStack(bytes.NewReader(forged(t, []byte(`{"flows":[null],"base":{"kind":"standard normal"}}`), stackFormat)))
	var named *FileError
	if !errors.As(err, &named) || named.Field != "flows[0]" {
		t.Errorf("error is %v, want one that names flows[0]", err)
	}
}

// Layers that are sums of products need constant matrices of the square of their width: a file of a wide, thin one is
// refused before they are made.
func TestLoadRefusesWideSums(t *testing.T) {
	field := flowtest.NewMLP(t, 1, &dynamics.MLPSettings{Hidden: []int{1 << 14}, Layer: dynamics.Gated})
	flowtest.WantError(t, "wide", checkMemory(&Settings{}, field, field.Params().Len()), ErrModelFile)
	thin := flowtest.NewMLP(t, 1, &dynamics.MLPSettings{Hidden: []int{1 << 14}})
	flowtest.Must(t, checkMemory(&Settings{}, thin, thin.Params().Len()))
}
