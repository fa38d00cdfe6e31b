// Shares: the weights of rows in a sum over a batch.

package numeric

import "math"

// Shares are the weights of the rows of a batch in its loss.
type Shares struct {
	Weights []float64 // nil: 1/rows each
	Rows    int
}

// Of is the weight of a row.
func (s Shares) Of(row int) float64 {
	if s.Weights == nil {
		return 1 / float64(s.Rows)
	}
	return s.Weights[row]
}

// Part is a row's value times its weight.
func (s Shares) Part(value float64, row int) float64 {
	if s.Weights == nil {
		return value / float64(s.Rows)
	}
	return float64(value * s.Weights[row])
}

// Sum is the weighted sum of the rows' values: the mean if there are no weights.
func (s Shares) Sum(values []float64) float64 {
	if s.Weights == nil {
		return Mean(values)
	}
	sum := 0.0
	for row, v := range values {
		sum += float64(v * s.Weights[row])
	}
	return sum
}

// Total is the sum of the weights.
func (s Shares) Total() float64 {
	if s.Weights == nil {
		return 1
	}
	total := 0.0
	for _, w := range s.Weights {
		total += w
	}
	return total
}

// Normalized returns weights with sum 1, for moments of the rows; equal ones if all weights are 0. Weights whose sum is no
// number are taken in another unit.
func (s Shares) Normalized() Shares {
	total := s.Total()
	if s.Weights == nil || total == 0 {
		return Shares{Rows: s.Rows}
	}
	own := make([]float64, len(s.Weights))
	if math.IsInf(total, 1) {
		for i, w := range s.Weights {
			own[i] = w * 0x1p-64 // a power of two, so that the product is exact; so many weights have a finite sum
		}
		return Shares{own, s.Rows}.Normalized()
	}
	for i, w := range s.Weights {
		own[i] = w / total
	}
	return Shares{own, s.Rows}
}

// IsHeavy says whether a row's normalised weight is not far below the mean weight. Distances are taken from heavy rows:
// those from a row of hardly any weight lose the digits of all others if it is far away.
func (s Shares) IsHeavy(row int) bool { return s.Of(row)*float64(s.Rows) >= 0x1p-10 }

// FirstHeavy is the first heavy row.
func (s Shares) FirstHeavy() int {
	for row := range s.Rows {
		if s.IsHeavy(row) {
			return row
		}
	}
	return 0
}

// Freedom is 1 - Σ wᵢ² for normalised weights. A mean square divided by it is an unbiased variance: (n-1)/n for equal
// weights.
func (s Shares) Freedom() float64 {
	if s.Weights == nil {
		return float64(s.Rows-1) / float64(s.Rows)
	}
	rest := 1.0
	for _, w := range s.Weights {
		rest -= float64(w * w)
	}
	return rest
}

// Square is a row's term in a variance, for the row's squared distance d from the mean, or the derivative of this term;
// freedom is that of normalised weights.
func (s Shares) Square(d float64, row int, freedom float64) float64 {
	if s.Weights == nil {
		return d / float64(s.Rows-1)
	}
	return d * s.Weights[row] / freedom
}
