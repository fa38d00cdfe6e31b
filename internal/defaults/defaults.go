// Package defaults holds what nil settings mean.
package defaults

import (
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// Method is the method of integrate.Settings without a Tableau.
var Method = tableau.Dopri5

// Tolerance is that of integrate.Settings without one, relative and absolute.
const Tolerance = 1e-5

// FlowMethod is the method of a flow whose settings have no Tableau: its step evaluates fewer divergences.
var FlowMethod = tableau.Sparse5

// FlowGrowth is what the steps of such a flow grow by at most, where its settings have no first step and no controller. Its
// first step is about as long as all others; a step that grows much more has followed an error that was small by chance.
const FlowGrowth = 1.7

// FlowFirstStep is the first step of such a flow as a share of its time. A flow takes a normal density to standardised data
// in all of its time, so that the share depends on the tolerance alone. Over flows of twelve kinds it takes a quarter fewer
// operations for an equal error of log p than a first step from a trial step, which is two evaluations more, and shorter
// (train/internal/defaults). The power is that of an error of order 6, Sparse5's.
func FlowFirstStep(tolerance float64) float64 {
	return min(1, 1.4*elementary.Pow(tolerance, 1./6))
}

// FileMethod is the method of flows in model files and checkpoints that name none: they are older than FlowMethod.
var FileMethod = tableau.Dopri5

// OrZero returns the settings, and zero settings for nil.
func OrZero[S any](s *S) *S {
	if s == nil {
		return new(S)
	}
	return s
}
