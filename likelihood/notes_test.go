// Notes of models: kept through Save and Load, and refused.

package likelihood_test

import (
	"bytes"
	"math"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
)

// noted is an example of a note that a program keeps with a model.
type noted struct {
	Columns []string
	Seed    uint64
}

func TestNotesAreKept(t *testing.T) {
	for _, m := range []likelihood.Model{newFlow(t, flowtest.BentField(t, 2), nil), newTestStack(t, 2, 2, flowtest.SmallDouble, nil)} {
		want := noted{[]string{"height", "Größe <&>"}, math.MaxUint64}
		flowtest.Must(t, m.SetNote("schema", want))
		flowtest.Must(t, m.SetNote("gone", 1))
		flowtest.Must(t, m.SetNote("gone", nil))
		path := filepath.Join(t.TempDir(), "model")
		flowtest.Must(t, m.SaveFile(path))
		loaded, err := likelihood.LoadModelFile(path)
		flowtest.Must(t, err)
		if got, want := reflect.TypeOf(loaded), reflect.TypeOf(m); got != want {
			t.Errorf("loaded a %v, saved a %v", got, want)
		}
		var got noted
		found, err := loaded.Note("schema", &got)
		if flowtest.Must(t, err); !found || !reflect.DeepEqual(got, want) {
			t.Errorf("found %v: %+v, want %+v", found, got, want)
		}
		for key, want := range map[string]bool{"schema": true, "gone": false, "never": false} {
			if found, err := loaded.Note(key, nil); found != want || err != nil {
				t.Errorf("%s: found %v, error %v, want %v without an error", key, found, err, want)
			}
		}
		var first, again bytes.Buffer
		flowtest.Must(t, m.Save(&first))
		flowtest.Must(t, loaded.Save(&again))
		if !bytes.Equal(first.Bytes(), again.Bytes()) {
			t.Error("the loaded model gives another file")
		}
	}
}

func TestNotesThatCannotBeKept(t *testing.T) {
	flow := newFlow(t, flowtest.BentField(t, 2), nil)
	flowtest.WantError(t, "no key", flow.SetNote("", 1), likelihood.ErrSettings)
	flowtest.WantError(t, "a key that is not UTF-8", flow.SetNote("\xff", 1), likelihood.ErrSettings)
	flowtest.WantError(t, "NaN", flow.SetNote("a", math.NaN()), likelihood.ErrSettings)
	flowtest.Must(t, flow.SetNote("a", "text"))
	var number int
	if found, err := flow.Note("a", &number); !found || err == nil {
		t.Errorf("a text as a number: found %v, error %v", found, err)
	}
}

// TestLoadModelRefuses: with an error LoadModel returns nil, not a Model that holds a nil pointer.
func TestLoadModelRefuses(t *testing.T) {
	m, err := likelihood.LoadModel(bytes.NewReader([]byte("PK\x03\x04")))
	flowtest.WantError(t, "no model", err, modelfile.ErrUnusable)
	if m != nil {
		t.Errorf("a model of type %T beside the error", m)
	}
}
