// Typicality: how far a log-density is from those of rows that are no anomalies.

package main

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood/base/kernel"
)

// typical is |log p - m|, with kernels at half of the training rows and m the median of log p over the other half. A
// row with a higher log p than these rows is as strange as a row with a lower one (Nalisnick et al., Detecting
// out-of-distribution inputs to deep generative models using typicality, 2019).
func typical(ctx context.Context, s *set, o *options) ([]float64, error) {
	rows := slices.Clone(s.train)
	rand.New(rand.NewPCG(o.seed, 0x74797069)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	half := (len(rows) + 1) / 2
	d, err := kernel.New(rows[:half], o.widths...)
	if err != nil {
		return nil, err
	}
	others, err := d.LogProbs(ctx, rows[half:], 0)
	if err != nil {
		return nil, err
	}
	scores, err := d.LogProbs(ctx, s.test, 0)
	if err != nil {
		return nil, err
	}
	if len(others) == 0 {
		return negative(scores), nil
	}
	slices.Sort(others)
	for i, v := range scores {
		scores[i] = math.Abs(v - others[len(others)/2])
	}
	return scores, nil
}
