// AUROC: how often an anomaly has a higher score than another row.

package main

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// result is the AUROC of a method, in percent.
type result struct {
	all    float64
	unseen float64 // without test rows that equal a training row
}

func (s *set) judge(ctx context.Context, method string, o *options) (result, error) {
	score, err := o.score(ctx, s, method)
	if err != nil {
		return result{}, err
	}
	var unseen []float64
	var anomaly []bool
	for i, v := range score {
		if !s.seen[i] {
			unseen, anomaly = append(unseen, v), append(anomaly, s.anomaly[i])
		}
	}
	return result{auroc(score, s.anomaly), auroc(unseen, anomaly)}, nil
}

// percent is the text of an AUROC or of a mean of them; "–" if there were none to compute it from.
func percent(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.2f", v)
}

// auroc is the share, in percent, of pairs of an anomaly and another row in which the anomaly has the higher score.
// Equal scores count one half. A score that is NaN, of a row without a density, is the highest. Without pairs auroc is
// NaN.
func auroc(score []float64, anomaly []bool) float64 {
	order := make([]int, len(score))
	for i := range order {
		order[i] = i
	}
	value := func(i int) float64 {
		if math.IsNaN(score[i]) {
			return math.Inf(1)
		}
		return score[i]
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case value(a) < value(b):
			return -1
		case value(a) > value(b):
			return 1
		}
		return 0
	})
	pairs, below, total := 0.0, 0.0, 0.0
	for lo := 0; lo < len(order); {
		ties, anomalies, hi := 0.0, 0.0, lo
		for ; hi < len(order) && value(order[hi]) == value(order[lo]); hi++ {
			if anomaly[order[hi]] {
				anomalies++
			} else {
				ties++
			}
		}
		pairs += anomalies * (below + ties/2)
		below, total, lo = below+ties, total+anomalies, hi
	}
	return 100 * pairs / (below * total)
}
