// Densities mixed in equal parts.

package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/floats"
)

// check refuses a method that does not exist, and a method joined by + that is no density or is there twice.
func check(method string) error {
	if slices.Contains(names(), method) {
		return nil
	}
	parts := strings.Split(method, "+")
	for i, part := range parts {
		if !slices.Contains(densities, part) {
			return fmt.Errorf("-method %q: want one of %v, or some of %v joined by +", method, names(), densities)
		}
		if slices.Contains(parts[:i], part) { // parts are equal, and two of them would be one
			return fmt.Errorf("-method %q: %s is there twice; want each once", method, part)
		}
	}
	return nil
}

// score scores by one method, or by a mixture of densities.
func (o *options) score(ctx context.Context, s *set, method string) ([]float64, error) {
	var parts [][]float64
	for name := range strings.SplitSeq(method, "+") {
		scores, err := methods[name](ctx, s, o)
		if err != nil {
			return nil, err
		}
		parts = append(parts, scores)
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return mixed(parts), nil
}

// mixed is -log of the mean of densities, from the scores of each. A score that is NaN stands for a density of 0.
func mixed(parts [][]float64) []float64 {
	all, logs := make([]float64, len(parts[0])), make([]float64, len(parts))
	for row := range all {
		for k, scores := range parts {
			if logs[k] = -scores[row]; math.IsNaN(logs[k]) {
				logs[k] = math.Inf(-1)
			}
		}
		all[row] = math.Log(float64(len(parts))) - floats.LogSumExp(logs)
	}
	return all
}
