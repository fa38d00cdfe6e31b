// The settings of a trace in model files and checkpoints.

package likelihood

import (
	"reflect"

	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// savedTrace has two numbers for the method: files know the methods of an exact trace as routes to it.
type savedTrace struct {
	Method int // Exact, Hutchinson or HutchPP
	Probes int
	Kind   int // of the probes, 1: normal numbers
	Route  int // of Exact, an index of routes
}

// routes are the methods of an exact trace in the order of files, which have numbers for methods of their own among them.
var routes = [...]trace.Method{0: trace.Exact, 1: trace.ClosedForm, 2: trace.Tangents, 3: trace.Cotangents, 6: trace.Diagonal}

func savedTraceOf(s *trace.Settings) savedTrace {
	saved := savedTrace{Probes: s.Probes}
	if s.Gaussian {
		saved.Kind = 1
	}
	for route, method := range routes {
		if method == s.Method && s.Method != trace.Exact {
			saved.Route = route
			return saved
		}
	}
	saved.Method = int(s.Method)
	return saved
}

func (s *savedTrace) settings() (*trace.Settings, error) {
	switch {
	case s.Method < 0 || s.Method > int(trace.HutchPP):
		return nil, unusable("settings: trace method", s.Method, "0, 1 or 2")
	case s.Kind != 0 && s.Kind != 1:
		return nil, unusable("settings: kind of probes", s.Kind, "0 or 1")
	case s.Route < 0 || s.Route >= len(routes) || s.Route != 0 && routes[s.Route] == trace.Exact:
		return nil, unusable("settings: route to the trace", s.Route, "0, 1, 2, 3 or 6")
	}
	method := trace.Method(s.Method)
	if method == trace.Exact {
		method = routes[s.Route]
	}
	return &trace.Settings{Method: method, Probes: s.Probes, Gaussian: s.Kind == 1}, nil
}

// addTrace lists the settings of a trace under the names that checkpoints have for them.
func (t *traits) addTrace(name string, s *trace.Settings) {
	saved, route := savedTraceOf(s), "auto"
	if saved.Route > 0 {
		route = s.Method.String()
	}
	for _, part := range []struct {
		name  string
		value any
	}{{"Method", saved.Method}, {"Probes", saved.Probes}, {"Kind", saved.Kind}, {"Route", route}} {
		t.add(name+"."+part.name, reflect.ValueOf(part.value))
	}
}
