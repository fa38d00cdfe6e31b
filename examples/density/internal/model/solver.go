// The flags that change the solver of a saved model.

package model

import (
	"strconv"
	"strings"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
)

// Solver are flags for use when the file's own solver is too slow or too coarse.
type Solver struct {
	Solver   string   `help:"Solve by another method than the file has, one of ${solvers}."`
	Accuracy *float64 `help:"Solve with other tolerances than the file has, above 0."`
}

// Adjust is the change of settings that Open takes.
func (s *Solver) Adjust() (func(*likelihood.Settings), error) {
	tableau := method(s.Solver)
	switch {
	case s.Solver != "" && tableau == nil:
		return nil, errors.Errorf("-solver %q: want one of %s", s.Solver, strings.Join(solverNames(), ", "))
	case s.Accuracy != nil && !(*s.Accuracy > 0 && *s.Accuracy < 1):
		return nil, errors.Errorf("-accuracy %g: want a number above 0 and below 1", *s.Accuracy)
	}
	return func(to *likelihood.Settings) {
		if to.Solver == nil {
			to.Solver = &integrate.Settings{}
		}
		if tableau != nil {
			to.Solver.Tableau = tableau
		}
		if s.Accuracy != nil {
			to.Solver.RTol, to.Solver.ATol = *s.Accuracy, *s.Accuracy
		}
	}, nil
}

// String says what differs from the file; "" for nothing.
func (s *Solver) String() string {
	words := strings.ToLower(s.Solver)
	if s.Accuracy != nil {
		words += " " + strconv.FormatFloat(*s.Accuracy, 'g', -1, 64)
	}
	return strings.TrimSpace(words)
}
