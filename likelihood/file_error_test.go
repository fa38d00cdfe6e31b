// Errors of files: what they name.

package likelihood_test

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/pkg/errors"
)

// TestFileErrorsNameTheirPlace: a file whose parts do not fit is refused by a *FileError that names the part and its
// value.
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
		old, small := string(legacyModels(t)[likelihood.FlowFormat]), smallFile(t, 0)
		if !strings.Contains(old, c.was) {
			t.Fatalf("no %s in %s", c.was, old)
		}
		_, err := likelihood.Load(bytes.NewReader(forged(t, []byte(strings.Replace(old, c.was, c.is, 1)), likelihood.FlowFormat)))
		checkNames(t, "version 2: "+c.is, err, c.field, c.value)
		if model := string(small.Model); strings.Contains(model, c.was) { // numbers of tensors are not in today's model
			small.Model = []byte(strings.Replace(model, c.was, c.is, 1))
			_, err := likelihood.Load(bytes.NewReader(bytesOf(t, small)))
			checkNames(t, c.is, err, c.field, c.value)
		}
	}
}

func checkNames(t *testing.T, what string, err error, field, value string) {
	t.Helper()
	var named *modelfile.Error
	if !errors.As(err, &named) || !errors.Is(err, modelfile.ErrUnusable) ||
		!strings.Contains(named.Field, field) || !strings.Contains(named.Error(), value) {
		t.Errorf("%.60s: error is %v, want one that names %s and %s", what, err, field, value)
	}
}

// TestFileErrorsNameTensors: a file with wrong tensors is refused by a *FileError that names the tensor and what is
// wrong with it.
func TestFileErrorsNameTensors(t *testing.T) {
	const weight, duration = "field.layers.0.layer_f.weight", "time.log_duration"
	for _, c := range []struct {
		name   string
		change func(*safetensors.Tensor)
		field  string
		value  string
	}{
		{weight, func(x *safetensors.Tensor) { x.Name = "field.layers.0.layer_f.x" }, `"layers.0.layer_f.weight"`, "missing"},
		{weight, func(x *safetensors.Tensor) { x.Name = "elsewhere" }, `"layers.0.layer_f.weight"`, "missing"},
		{weight, func(x *safetensors.Tensor) { x.Shape = []int{3, 2} }, `"layers.0.layer_f.weight"`, "3×2"},
		{weight, func(x *safetensors.Tensor) { x.Shape = []int{6} }, weight, "[6]"},
		{weight, func(x *safetensors.Tensor) { x.Dtype = safetensors.I32 }, weight, "I32"},
		{weight, func(x *safetensors.Tensor) { *x = safetensors.NewFloat64(x.Name, x.Shape, make([]float64, 6)) }, weight, "want F32"},
		{weight, func(x *safetensors.Tensor) { *x = safetensors.NewFloat32(x.Name, []int{0, 1 << 30}, nil) }, `"layers.0.layer_f.weight"`, "0×1073741824"},
		{weight, func(x *safetensors.Tensor) {
			*x = safetensors.NewFloat32(x.Name, x.Shape, []float64{1, 2, 3, 4, 5, math.NaN()})
		}, `"layers.0.layer_f.weight"`, "NaN at 1, 2"},
		{weight, func(x *safetensors.Tensor) {
			*x = safetensors.NewFloat32(x.Name, x.Shape, []float64{math.Inf(1), 2, 3, 4, 5, 6})
		}, `"layers.0.layer_f.weight"`, "+Inf at 0, 0"},
		{duration, func(x *safetensors.Tensor) { *x = safetensors.NewFloat64(duration, []int{2}, []float64{0, 0}) }, duration, "2 numbers"},
		{duration, func(x *safetensors.Tensor) { *x = safetensors.NewFloat64(duration, []int{1}, []float64{1e9}) }, "logDuration", "1e+09"},
		{duration, func(x *safetensors.Tensor) { x.Name = "time.length" }, "logDuration", "want a number"},
		{"standardisation.std", func(x *safetensors.Tensor) { *x = safetensors.NewFloat64(x.Name, []int{2}, []float64{3, 0}) }, "mean or std", "column 1 is 0"},
		{"standardisation.std", func(x *safetensors.Tensor) { x.Name = "std" }, "mean or std", "has 0, want 2"},
		{"standardisation.std", func(x *safetensors.Tensor) { x.Shape = []int{1, 2} }, "standardisation.std", "[1 2]"},
		{"condition.mean", func(x *safetensors.Tensor) { *x = safetensors.NewFloat64(x.Name, []int{1}, []float64{math.NaN()}) }, "conditionMean", "NaN"},
	} {
		small := smallFile(t, 0)
		at := slices.IndexFunc(small.Tensors, func(x safetensors.Tensor) bool { return x.Name == c.name })
		if at < 0 {
			t.Fatalf("no tensor %s", c.name)
		}
		c.change(&small.Tensors[at])
		_, err := likelihood.Load(bytes.NewReader(bytesOf(t, small)))
		checkNames(t, fmt.Sprintf("%s as %+v", c.name, small.Tensors[at]), err, c.field, c.value)
	}
	more := smallFile(t, 1)
	more.Tensors = append(more.Tensors, safetensors.NewFloat32("flows.1.field.x", []int{1, 1}, []float64{1}))
	_, err := likelihood.Load(bytes.NewReader(bytesOf(t, more)))
	checkNames(t, "a tensor of no flow", err, "flows.1.field.x", "does not have")
}

// TestLoadRefusesLargeWeights: weights that are finite in the file and too large for the network's number type are
// refused by name and position.
func TestLoadRefusesLargeWeights(t *testing.T) {
	model := legacyModels(t)[likelihood.FlowFormat]
	at := bytes.Index(model, []byte(`"values":[`)) + len(`"values":[`)
	large := append(append(bytes.Clone(model[:at]), "1e300"...), model[at+bytes.IndexByte(model[at:], ','):]...)
	_, err := likelihood.Load(bytes.NewReader(forged(t, large, likelihood.FlowFormat)))
	flowtest.WantError(t, "1e300", err, modelfile.ErrUnusable)
	if message := fmt.Sprint(err); !strings.Contains(message, `"layers.0.layer_f.weight" of the field is 1e+300 at 0, 0, want a finite float32`) {
		t.Error(message)
	}
	for _, number := range []string{"NaN", "1e999", "Infinity"} {
		at := bytes.Index(model, []byte(`"values":[`)) + len(`"values":[`)
		text := append(append(bytes.Clone(model[:at]), number...), model[at+bytes.IndexByte(model[at:], ','):]...)
		_, err := likelihood.Load(strings.NewReader(fmt.Sprintf(`{"format":%q,"version":1,"checksum":%d,"model":%s}`, likelihood.FlowFormat, castagnoli(text), text)))
		flowtest.WantError(t, number, err, modelfile.ErrUnusable)
	}
}

// TestFileErrorsKeepTheirCause: a *FileError wraps the error of the package that could not make the part.
func TestFileErrorsKeepTheirCause(t *testing.T) {
	small := smallFile(t, 0)
	small.Model = bytes.Replace(small.Model, []byte(`"hidden":[2]`), []byte(`"hidden":[-2]`), 1)
	_, err := likelihood.Load(bytes.NewReader(bytesOf(t, small)))
	var setting *dynamics.SettingError
	if !errors.As(err, &setting) || setting.Setting != "Hidden[0]" {
		t.Errorf("error is %v, want a *dynamics.SettingError inside", err)
	}
	_, err = likelihood.Load(bytes.NewReader(bytesOf(t, &container.File{Format: likelihood.StackFormat, Model: []byte(`{"flows":[null]}`)})))
	flowtest.WantError(t, "no base", err, modelfile.ErrUnknownKind)
	for model, field := range map[string]string{`{"flows":[null],"base":{"kind":"standard normal"}}`: "flows[0]", `{"norm":{"Place":3},"base":{"kind":"standard normal"}}`: "norm: Place"} {
		_, err = likelihood.Load(bytes.NewReader(bytesOf(t, &container.File{Format: likelihood.StackFormat, Model: []byte(model)})))
		var named *modelfile.Error
		if !errors.As(err, &named) || named.Field != field {
			t.Errorf("error is %v, want one that names %s", err, field)
		}
	}
}

// TestErrorsOfReadersAreNotTheFiles: an error of the reader, such as one of a network, is that error: the file may be whole. One
// that ends too early is damaged.
func TestErrorsOfReadersAreNotTheFiles(t *testing.T) {
	var file bytes.Buffer
	flowtest.Must(t, newFlow(t, flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{2}}), nil).Save(&file))
	lost := errors.New("connection lost")
	for _, at := range []int{0, 3, 100, file.Len() - 1} {
		for end, unusable := range map[error]bool{lost: false, io.EOF: true, io.ErrUnexpectedEOF: true} {
			_, err := likelihood.LoadModel(io.MultiReader(bytes.NewReader(file.Bytes()[:at]), iotest.ErrReader(end)))
			if err == nil || errors.Is(err, lost) == unusable || errors.Is(err, modelfile.ErrUnusable) != unusable {
				t.Errorf("%v after %d bytes: %v; want that it is unusable: %v", end, at, err, unusable)
			}
		}
	}
}

// TestLoadRefusesWideSums: gated layers need constant matrices with the square of their width. A file with such a wide
// layer and few parameters is refused before the matrices are made.
func TestLoadRefusesWideSums(t *testing.T) {
	field := flowtest.NewMLP(t, 1, &dynamics.MLPSettings{Hidden: []int{1 << 14}, Layer: dynamics.Gated})
	flowtest.WantError(t, "wide", likelihood.CheckMemory(&likelihood.Settings{}, field, field.Params().Len()), modelfile.ErrUnusable)
	thin := flowtest.NewMLP(t, 1, &dynamics.MLPSettings{Hidden: []int{1 << 14}})
	flowtest.Must(t, likelihood.CheckMemory(&likelihood.Settings{}, thin, thin.Params().Len()))
}
