// A flow of a trained field with other settings.

package model

import (
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// Refine returns a flow of the trained flow's field with settings for scores.
func Refine(trained *likelihood.Flow, s *likelihood.Settings) (*likelihood.Flow, error) {
	flow, err := likelihood.New(trained.Field(), s)
	if err != nil {
		return nil, err
	}
	if err := flow.Standardize(trained.Standardization()); err != nil {
		return nil, err
	}
	if mean, deviation := trained.ConditionStandardization(); mean != nil {
		return flow, flow.StandardizeCondition(mean, deviation)
	}
	return flow, nil
}
