// Package defaults holds what nil settings mean.
package defaults

import "github.com/gorgoflow/gorgoflow/integrate/tableau"

// Method is the method of integrate.Settings without a Tableau. Package likelihood needs it too, to predict the size of a
// step before there is a solver.
var Method = tableau.Dopri5

// OrZero returns the settings, and zero settings for nil.
func OrZero[S any](s *S) *S {
	if s == nil {
		return new(S)
	}
	return s
}
