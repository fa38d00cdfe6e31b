// Package defaults holds what nil settings mean.
package defaults

import "github.com/gorgoflow/gorgoflow/integrate/tableau"

// Method is the method of integrate.Settings without a Tableau.
var Method = tableau.Dopri5

// Tolerance is that of integrate.Settings without one, relative and absolute.
const Tolerance = 1e-5

// FlowMethod is the method of a flow whose settings have no Tableau: its step evaluates fewer divergences.
var FlowMethod = tableau.Sparse5

// FileMethod is the method of flows in model files and checkpoints that name none: they are older than FlowMethod.
var FileMethod = tableau.Dopri5

// OrZero returns the settings, and zero settings for nil.
func OrZero[S any](s *S) *S {
	if s == nil {
		return new(S)
	}
	return s
}
