// Errors that a caller can tell apart.
package main

import (
	"errors"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
)

// sentinels are the errors that a call may wrap, by package.
var sentinels = []error{
	ode.ErrShape, ode.ErrInterval, ode.ErrSystem, ode.OutOfSteps, ode.NoEvent, ode.NotFinite, ode.StepTooSmall, ode.Zeno,
	integrate.ErrSettings, tableau.ErrTableau,
	likelihood.ErrEmpty, likelihood.ErrWidth, likelihood.ErrNotFinite, likelihood.ErrSettings, likelihood.ErrNoScore, likelihood.ErrCondition,
	train.ErrSettings, train.ErrCheckpoint, train.ErrDiverged,
}

// isTyped reports whether an error is a sentinel or of a documented type, and not a panic.
func isTyped(err error) bool {
	var panicked *graph.PanicError
	if errors.As(err, &panicked) {
		return false
	}
	for _, s := range sentinels {
		if errors.Is(err, s) {
			return true
		}
	}
	var setting *dynamics.SettingError
	var smooth *dynamics.NotSmoothError
	var rows *likelihood.RowsError
	return errors.As(err, &setting) || errors.As(err, &smooth) || errors.As(err, &rows)
}
