// A user's step controller, and Settings as JSON.

package integrate_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// deadZone is a user's step controller. It leaves the step as it is while the error is in a band, as Hairer, Wanner,
// Solving ODEs II, IV.8 do to save factorisations.
type deadZone struct{}

func (deadZone) Propose(errors [3]float64, exponent int) float64 {
	factor := math.Pow(errors[0], -1/float64(exponent))
	if factor > 0.8 && factor < 1.4 {
		return 1
	}
	return min(0.9*factor, 5)
}

func (deadZone) Reject(float64, int) float64 { return 0.5 }

// decay solves y' = −3y from 0 to 2.
func decay(t *testing.T, s *integrate.Settings) (*ode.Solution[float64], error) {
	t.Helper()
	solver, err := integrate.NewSolver[float64](&ode.System{Blocks: []ode.Block{{Name: "y", Width: 1}},
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.Scale(y[0], -3)}, b.Err()
		}}, s)
	if err != nil {
		return nil, err
	}
	return solver.Solve(t.Context(), &ode.Problem[float64]{T1: 2, Rows: 1, Y: [][]float64{{1}}})
}

type steps []integrate.Record

func (s *steps) record(r integrate.Record) { *s = append(*s, r) }

// TestOwnController: a user's controller chooses the steps. The solution is within the tolerance, and neighbouring steps
// are equal while the error is in the band of the controller.
func TestOwnController(t *testing.T) {
	var taken steps
	out, err := decay(t, &integrate.Settings{Controller: deadZone{}, RTol: 1e-6, ATol: 1e-9, Recorder: taken.record})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := out.Y[0][0], math.Exp(-6); !(math.Abs(got-want) <= 1e-5) {
		t.Errorf("%g, want %g", got, want)
	}
	equal := 0
	for i := range taken[1:] {
		if a, b := taken[i], taken[i+1]; math.Abs(a.H-b.H) < 1e-12 {
			equal++
		}
	}
	if equal < 3 {
		t.Errorf("%d of %d steps are as long as the step before, want 3 or more", equal, len(taken))
	}
}

// TestControllerIsAStepController: a Controller behind the interface StepController chooses the steps that it chooses
// itself.
func TestControllerIsAStepController(t *testing.T) {
	for _, c := range []*integrate.Controller{integrate.ControlI, integrate.ControlPI, integrate.ControlPID} {
		direct, err := decay(t, &integrate.Settings{Controller: c})
		if err != nil {
			t.Fatal(err)
		}
		behind, err := decay(t, &integrate.Settings{Controller: struct{ integrate.StepController }{c}})
		if err != nil || behind.Y[0][0] != direct.Y[0][0] || behind.Stats != direct.Stats {
			t.Errorf("%v: %v behind the interface, want %v; %v", c.Beta, behind.Stats, direct.Stats, err)
		}
	}
}

// TestSettingsAsJSON: Settings survive a round trip. JSON from before StepController was an interface is read, null stands
// for the default, and a user's controller is refused.
func TestSettingsAsJSON(t *testing.T) {
	for _, s := range []integrate.Settings{{}, {RTol: 1e-3, Controller: integrate.ControlPI, Shared: true}} {
		data, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var got integrate.Settings
		if err := json.Unmarshal(data, &got); err != nil || !reflect.DeepEqual(got, s) {
			t.Errorf("%s: %+v, %v; want %+v", data, got, err, s)
		}
	}
	var old integrate.Settings
	err := json.Unmarshal([]byte(`{"Tableau":null,"RTol":0.01,"Control":1,"Controller":{"Beta":[0.7,-0.4,0],"Safety":0.8,"MinFactor":0,"MaxFactor":0},"Lanes":8}`), &old)
	want := integrate.Settings{RTol: 0.01, Shared: true, Lanes: 8, Controller: &integrate.Controller{Beta: [3]float64{0.7, -0.4, 0}, Safety: 0.8}}
	if err != nil || !reflect.DeepEqual(old, want) {
		t.Errorf("%+v, %v; want %+v", old, err, want)
	}
	if _, err := json.Marshal(&integrate.Settings{Controller: deadZone{}}); !errors.Is(err, integrate.ErrSettings) {
		t.Errorf("own controller: %v, want ErrSettings", err)
	}
}

// TestReadingJSONLeavesMethodsAlone: settings that hold a method and a controller of these packages, or a user's, take
// others from JSON without a change of those, and keep them where the document has none.
func TestReadingJSONLeavesMethodsAlone(t *testing.T) {
	name, order, control := tableau.Tsit5.Name, len(tableau.Tsit5.B), *integrate.ControlPI
	s := integrate.Settings{Tableau: tableau.Tsit5, Controller: integrate.ControlPI}
	data, err := json.Marshal(integrate.Settings{Tableau: tableau.Dopri5, Controller: &integrate.Controller{Safety: 0.5}})
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &s); err != nil || s.Tableau.Name != "Dopri5" || !reflect.DeepEqual(s.Tableau.B, tableau.Dopri5.B) || s.Controller.(*integrate.Controller).Safety != 0.5 {
		t.Errorf("%+v, %v; want Dopri5 and a safety of 0.5", s, err)
	}
	if tableau.Tsit5.Name != name || len(tableau.Tsit5.B) != order || *integrate.ControlPI != control {
		t.Errorf("Tsit5 is %+v, ControlPI %+v", tableau.Tsit5, integrate.ControlPI)
	}
	own := integrate.Settings{Tableau: tableau.Tsit5, Controller: deadZone{}}
	if err := json.Unmarshal([]byte(`{"RTol":0.01}`), &own); err != nil || own.Tableau != tableau.Tsit5 || own.Controller != (deadZone{}) || own.RTol != 0.01 {
		t.Errorf("%+v, %v; want the method and the controller kept", own, err)
	}
	if err := json.Unmarshal([]byte(`{"Tableau":null,"Controller":null}`), &own); err != nil || own.Tableau != nil || own.Controller != nil {
		t.Errorf("%+v, %v; want neither", own, err)
	}
}

// TestNullNumbersChangeNothing: a number or a flag that is null stays as it is.
func TestNullNumbersChangeNothing(t *testing.T) {
	own := integrate.Settings{RTol: 0.01, Shared: true, Lanes: 8}
	if err := json.Unmarshal([]byte(`{"RTol":null,"Control":null,"Norm":null,"Lanes":null}`), &own); err != nil || own.RTol != 0.01 || !own.Shared || own.MaxNorm || own.Lanes != 8 {
		t.Errorf("%+v, %v", own, err)
	}
}
