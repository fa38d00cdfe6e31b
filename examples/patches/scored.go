// Scored rows: log-densities of one density, of a mean of several and of a mixture with fitted weights.

package main

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// scored has the log-densities of the rows to choose by and of those to score, in nats of the task.
type scored struct{ validation, test []float64 }

// mixed is log Σ_k w_k p_k of each row, where logs[k] are the log-densities of density k.
func mixed(weights []float64, logs [][]float64) []float64 {
	sums, terms := make([]float64, len(logs[0])), make([]float64, len(logs))
	for row := range sums {
		for k, w := range weights {
			terms[k] = math.Log(w) + logs[k][row]
		}
		sums[row] = floats.LogSumExp(terms)
	}
	return sums
}

// mix is the mixture of densities.
func mix(weights []float64, all []*scored) *scored {
	var validation, test [][]float64
	for _, s := range all {
		validation, test = append(validation, s.validation), append(test, s.test)
	}
	return &scored{mixed(weights, validation), mixed(weights, test)}
}

// mean is the mixture with equal weights. Fits from several seeds err differently, and their mean errs less than any of
// them.
func mean(all []*scored) *scored {
	weights := make([]float64, len(all))
	floats.AddConst(1/float64(len(all)), weights)
	return mix(weights, all)
}

// weigh finds the weights that make the rows to choose by likeliest (expectation and maximisation of weights alone,
// which has one optimum).
func weigh(all []*scored) []float64 {
	weights := make([]float64, len(all))
	floats.AddConst(1/float64(len(all)), weights)
	for range 200 {
		total, next := mix(weights, all).validation, make([]float64, len(all))
		for k, s := range all {
			for row, v := range s.validation {
				next[k] += weights[k] * math.Exp(v-total[row]) / float64(len(total))
			}
		}
		weights = next
	}
	return weights
}
