// Folds, and columns that have no density in one of them.

package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
)

// fold is the rows of one round.
type fold struct {
	train, test [][]float64
	deviation   float64 // Σ log of the columns' deviations over the training rows
	mean, std   []float64
}

// split holds out each row once.
func split(x [][]float64, folds int, seed uint64) (list []fold) {
	order := rand.New(rand.NewPCG(seed, 0x6b666f6c64)).Perm(len(x))
	list = make([]fold, folds)
	for k, i := range order {
		for f := range list {
			if k%folds == f {
				list[f].test = append(list[f].test, x[i])
			} else {
				list[f].train = append(list[f].train, x[i])
			}
		}
	}
	return list
}

// dependent are columns that are constant or copies of others in the training rows of some fold.
func dependent(folds []fold) (columns []int, kinds []marginal.Kind, err error) {
	for _, f := range folds {
		kind, err := marginal.Kinds(f.train)
		if err != nil {
			return nil, nil, err
		}
		for j, k := range kind {
			if k != marginal.Density && !slices.Contains(columns, j) {
				columns, kinds = append(columns, j), append(kinds, k)
			}
		}
	}
	return columns, kinds, nil
}

// moments finds means and deviations of the training rows, n in the denominator.
func (f *fold) moments() error {
	mean, std, err := likelihood.Moments(f.train, nil)
	if err != nil {
		return err
	}
	for _, s := range std {
		f.deviation += math.Log(s)
	}
	f.mean, f.std = mean, std
	return nil
}

// standard are rows in standardised units.
func (f *fold) standard(x [][]float64) [][]float64 {
	z := make([][]float64, len(x))
	for i, row := range x {
		z[i] = make([]float64, len(row))
		for j, v := range row {
			z[i][j] = (v - f.mean[j]) / f.std[j]
		}
	}
	return z
}

// repeats says which held-out rows are equal to a training row.
func (f *fold) repeats() []bool {
	known := map[string]bool{}
	for _, row := range f.train {
		known[fmt.Sprint(row)] = true
	}
	list := make([]bool, len(f.test))
	for i, row := range f.test {
		list[i] = known[fmt.Sprint(row)]
	}
	return list
}
