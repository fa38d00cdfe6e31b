// Files of every network that the settings can name.

package likelihood_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
)

// networks lists every layer with every activation, conditional or not, in both precisions, and with or without a gated
// output. Layers that read Fourier features of t are there with and without them.
func networks() (list []dynamics.MLPSettings) {
	for _, layer := range dynamics.Layers() {
		for _, activation := range dynamics.Activations() {
			for bits := range 16 {
				s := dynamics.MLPSettings{Hidden: []int{3}, Layer: layer, Activation: activation, Seed: uint64(len(list))}
				s.Float64, s.GateOutput = bits&1 > 0, bits&2 > 0
				if bits&4 > 0 {
					s.Cond = 2
				}
				if bits&8 > 0 {
					s.Fourier, s.FourierOnly = []float64{1, 2.5}, bits&4 > 0
				}
				if _, err := dynamics.NewMLP(2, &s); err == nil { // NewMLP refuses features of t if the layer does not read them
					list = append(list, s)
				}
			}
		}
	}
	return list
}

// TestEveryNetworkIsSaved: any loaded network has the bits of the saved one. FFJORD's code cannot build or choose some
// of its layers, which TestEveryLayerWithEveryActivation shows to work here. 13 has no factor in common with the number
// of other settings, so that one network in 13 has each layer, activation and other setting.
func TestEveryNetworkIsSaved(t *testing.T) {
	list := networks()
	if want := (7*16 + 3*8) * 12; len(list) != want { // seven of ten layers read features of t
		t.Fatalf("%d networks, want %d", len(list), want)
	}
	list = slices.DeleteFunc(list, func(s dynamics.MLPSettings) bool { return !long.Takes(int(s.Seed), 13) })
	const workers = 4
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < len(list); i += workers {
				if err := saveAndCompare(&list[i]); err != nil {
					t.Errorf("%+v: %v", list[i], err)
				}
			}
		})
	}
	group.Wait()
}

// saveAndCompare compares the settings and the bits of the parameters and of a log-density. The log-density takes two
// steps, which see f and its trace, at a point of the network's own.
func saveAndCompare(s *dynamics.MLPSettings) error {
	field, err := dynamics.NewMLP(2, s)
	if err != nil {
		return err
	}
	saved, err := likelihood.New(field, &likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.Euler, Steps: 2, Lanes: 16, Workers: 1}})
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := saved.Save(&file); err != nil {
		return err
	}
	loaded, err := likelihood.Load(&file)
	if err != nil {
		return err
	}
	if got, want := fmt.Sprint(loaded.Field().(*dynamics.MLP).Settings()), fmt.Sprint(field.Settings()); got != want {
		return fmt.Errorf("loaded %s, saved %s", got, want)
	}
	if !slices.Equal(paramValues(loaded), paramValues(saved)) {
		return fmt.Errorf("other parameters: %v, were %v", paramValues(loaded), paramValues(saved))
	}
	want, err := oneLogProb(saved, s)
	if err != nil {
		return err
	}
	got, err := oneLogProb(loaded, s)
	if err != nil || math.Float64bits(got) != math.Float64bits(want) {
		return fmt.Errorf("log p is %v, was %v, error %v", got, want, err)
	}
	return nil
}

func oneLogProb(f *likelihood.Flow, s *dynamics.MLPSettings) (float64, error) {
	r := &likelihood.LogProbRequest{}
	if s.Cond > 0 {
		r.Condition = flowtest.Points(1, s.Cond, s.Seed)
	}
	d, err := f.LogProbWith(context.Background(), flowtest.Points(1, 2, s.Seed), r)
	if err != nil {
		return 0, err
	}
	return d.LogProb[0], nil
}
