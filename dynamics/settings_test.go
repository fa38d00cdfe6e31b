// Settings that cannot be used are named.

package dynamics_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
)

func TestBadSettings(t *testing.T) {
	for _, c := range []struct {
		setting  string
		dim      int
		settings *dynamics.MLPSettings
	}{
		{"dim", 0, nil},
		{"dim", -2, nil},
		{"dim", math.MaxInt, nil},
		{"Hidden[1]", 2, &dynamics.MLPSettings{Hidden: []int{4, 0}}},
		{"Hidden[0]", 2, &dynamics.MLPSettings{Hidden: []int{-1}}},
		{"Hidden[0]", 2, &dynamics.MLPSettings{Hidden: []int{math.MaxInt}}},
		{"Layer", 2, &dynamics.MLPSettings{Layer: "dense"}},
		{"Activation", 2, &dynamics.MLPSettings{Activation: "Tanh"}},
		{"Cond", 2, &dynamics.MLPSettings{Cond: -1}},
		{"Fourier", 2, &dynamics.MLPSettings{Layer: dynamics.Ignore, Fourier: []float64{1}}},
		{"Fourier", 2, &dynamics.MLPSettings{Layer: dynamics.Blend, Fourier: []float64{1}}},
		{"Fourier[1]", 2, &dynamics.MLPSettings{Fourier: []float64{1, math.NaN()}}},
		{"Fourier[0]", 2, &dynamics.MLPSettings{Fourier: []float64{0}}},
		{"FourierOnly", 2, &dynamics.MLPSettings{FourierOnly: true}},
	} {
		m, err := dynamics.NewMLP(c.dim, c.settings)
		var bad *dynamics.SettingError
		if !errors.As(err, &bad) || bad.Setting != c.setting || m != nil {
			t.Errorf("%d, %+v: got %v, %v; want an error about %s", c.dim, c.settings, m, err, c.setting)
		}
	}
}

func TestErrorNamesWhatWouldBeRight(t *testing.T) {
	_, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Layer: "dense"})
	if text := err.Error(); !strings.Contains(text, `"dense"`) || !strings.Contains(text, "concatsquash") {
		t.Errorf("%s, want both the wrong name and the right ones", text)
	}
}

func TestDefaults(t *testing.T) {
	m, err := dynamics.NewMLP(2, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := dynamics.MLPSettings{Hidden: []int{64, 64, 64}, Layer: dynamics.ConcatSquash, Activation: dynamics.Tanh}
	if got := m.Settings(); !reflect.DeepEqual(got, want) {
		t.Errorf("defaults %+v, want %+v", got, want)
	}
	if m.Params().Dtype() != graph.DtypeOf[float32]() {
		t.Error("want single precision")
	}
}

// TestSettingsAsJSON: settings survive JSON, and make an equal network.
func TestSettingsAsJSON(t *testing.T) {
	for _, layer := range dynamics.Layers() {
		for _, activation := range dynamics.Activations() {
			m := small(t, layer, activation, true, true)
			text, err := json.Marshal(m.Settings())
			if err != nil {
				t.Fatal(err)
			}
			var s dynamics.MLPSettings
			if err := json.Unmarshal(text, &s); err != nil {
				t.Fatal(err)
			}
			again, err := dynamics.NewMLP(m.Dim(), &s)
			if err != nil || !reflect.DeepEqual(again.Settings(), m.Settings()) {
				t.Errorf("%s: error %v, read as %+v, want %+v", text, err, s, m.Settings())
			}
			expectSameParams(t, again, m)
		}
	}
	for _, empty := range [][]int{{}, nil} {
		m, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: empty})
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(m.Settings())
		if err != nil {
			t.Fatal(err)
		}
		var s dynamics.MLPSettings
		if err := json.Unmarshal(text, &s); err != nil || !reflect.DeepEqual(s, m.Settings()) {
			t.Errorf("%s: %+v, error %v; want %+v", text, s, err, m.Settings())
		}
	}
}

func TestUnknownNamesInJSON(t *testing.T) {
	for _, text := range []string{`{"layer":"dense"}`, `{"activation":"TANH"}`} {
		var s dynamics.MLPSettings
		var bad *dynamics.SettingError
		if err := json.Unmarshal([]byte(text), &s); !errors.As(err, &bad) {
			t.Errorf("%s: error %v, want a SettingError", text, err)
		}
	}
}

func TestSettingsAreCopied(t *testing.T) {
	s := &dynamics.MLPSettings{Hidden: []int{4}, Fourier: []float64{1}}
	m, err := dynamics.NewMLP(2, s)
	if err != nil {
		t.Fatal(err)
	}
	s.Hidden[0], s.Fourier[0] = 9, 9
	m.Settings().Hidden[0] = 8
	if got := m.Settings(); got.Hidden[0] != 4 || got.Fourier[0] != 1 {
		t.Errorf("%+v, want the settings as they were given", got)
	}
}
