// Shares of rows in a sum over a batch.

package numeric

// Shares say how much each row of a batch counts in its loss.
type Shares struct {
	Weights []float64 // nil: 1/rows each
	Rows    int
}

// Of is the share of a row.
func (s Shares) Of(row int) float64 {
	if s.Weights == nil {
		return 1 / float64(s.Rows)
	}
	return s.Weights[row]
}

// Part is the value of a row, times its share.
func (s Shares) Part(value float64, row int) float64 {
	if s.Weights == nil {
		return value / float64(s.Rows)
	}
	return value * s.Weights[row]
}

// Sum is the sum of all rows' values, each times its share: the mean, where there are no weights.
func (s Shares) Sum(values []float64) float64 {
	if s.Weights == nil {
		return Mean(values)
	}
	sum := 0.0
	for row, v := range values {
		sum += v * s.Weights[row]
	}
	return sum
}

// Total is the sum of the shares.
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

// Normalized are those with a sum of 1, for moments of the rows. Where no row counts, all count alike.
func (s Shares) Normalized() Shares {
	total := s.Total()
	if s.Weights == nil || total == 0 {
		return Shares{Rows: s.Rows}
	}
	own := make([]float64, len(s.Weights))
	for i, w := range s.Weights {
		own[i] = w / total
	}
	return Shares{own, s.Rows}
}

// Freedom is 1 - Σ wᵢ² of normalised shares, by which a mean square is divided to be a variance without bias: (n-1)/n where all count
// alike.
func (s Shares) Freedom() float64 {
	if s.Weights == nil {
		return float64(s.Rows-1) / float64(s.Rows)
	}
	rest := 1.0
	for _, w := range s.Weights {
		rest -= w * w
	}
	return rest
}

// Square is the part in a variance of a row whose squared distance from the mean, or the derivative of it, is d; freedom is that of
// normalised shares.
func (s Shares) Square(d float64, row int, freedom float64) float64 {
	if s.Weights == nil {
		return d / float64(s.Rows-1)
	}
	return d * s.Weights[row] / freedom
}
