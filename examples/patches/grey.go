// The density of grey levels, and what it is of patches without their mean.

package main

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/examples/patches/internal/levels"
	"gonum.org/v1/gonum/floats"
)

// greyLevels fits and scores the classes of package levels.
func (j *job) greyLevels(ctx context.Context) ([]*scored, error) {
	m, err := levels.Fit(ctx, j.patches.train, side)
	if err != nil {
		return nil, err
	}
	validation, err := m.LogProbs(ctx, j.grey(j.validation))
	if err != nil {
		return nil, err
	}
	test, err := m.LogProbs(ctx, j.grey(j.test))
	if err != nil {
		return nil, err
	}
	var all []*scored
	for class := range validation {
		floats.AddConst(columns*math.Log(256), validation[class])
		floats.AddConst(columns*math.Log(256), test[class])
		all = append(all, &scored{validation[class], test[class]})
	}
	return all, nil
}

// grey are the patches of rows in grey levels.
func (j *job) grey(rows [][]float64) (all [][]float64) {
	for _, row := range rows {
		patch := j.coordinates.pixels(row)
		floats.Scale(256, patch)
		all = append(all, patch)
	}
	return all
}
