// Files of flows of images: log-densities to the bit, and large images that are refused.

package likelihood_test

import (
	"bytes"
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

func convFlow(t *testing.T, float64s bool) *likelihood.Flow {
	t.Helper()
	field, err := dynamics.NewConv(dynamics.Image{Channels: 1, Height: 4, Width: 2}, &dynamics.ConvSettings{Hidden: []int{3, 3}, Strides: []int{2, 1, -2}, Residual: true, Float64: float64s, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	flow, err := likelihood.New(field, &likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.Euler, Steps: 2, Workers: 1}})
	if err != nil {
		t.Fatal(err)
	}
	return flow
}

// TestConvolutionsAreSaved: a loaded network of convolutions has the settings and, to the bit, the log-densities of the
// saved one.
func TestConvolutionsAreSaved(t *testing.T) {
	for _, float64s := range []bool{false, true} {
		flow := convFlow(t, float64s)
		var file bytes.Buffer
		if err := flow.Save(&file); err != nil {
			t.Fatal(err)
		}
		loaded, err := likelihood.Load(&file)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := fmt.Sprint(loaded.Field().(*dynamics.Conv).Settings()), fmt.Sprint(flow.Field().(*dynamics.Conv).Settings()); got != want {
			t.Fatalf("loaded %s, saved %s", got, want)
		}
		x := [][]float64{{1, 2, 3, 4, -1, -2, -3, -4}, {0, 1, 0, 1, 0, 0.5, 0, 2}}
		want, err := flow.LogProb(t.Context(), x)
		if err != nil {
			t.Fatal(err)
		}
		got, err := loaded.LogProb(t.Context(), x)
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
				t.Errorf("row %d: log p is %v, was %v", i, got[i], want[i])
			}
		}
	}
}

// TestLargeImagesAreRefused: the parameters of a network of convolutions do not grow with its image. So the size of an
// image is bounded by the numbers in the file.
func TestLargeImagesAreRefused(t *testing.T) {
	file := fileOf(t, convFlow(t, false))
	whole := file.Model
	for words, change := range map[string][2]string{
		"Lanes × probes":         {`"height":4,"width":2`, `"height":512,"width":512`},
		"image":                  {`"height":4,"width":2`, `"height":1000000000,"width":1000000000`},
		"Strides":                {`"strides":[2,1,-2]`, `"strides":[2,1,1]`},
		"layers.0._layer.weight": {`"hidden":[3,3]`, `"hidden":[16000,3]`},
	} {
		file.Model = replaced(t, whole, change[0], change[1])
		wantFileError(t, change[1], bytesOf(t, file), words)
	}
}
