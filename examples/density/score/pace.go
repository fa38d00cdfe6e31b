// One first step for all rows, if it takes fewer evaluations than a first step chosen by each row.

package score

import "context"

// firstSteps are tried, as shares of the interval.
var firstSteps = []float64{1. / 32, 1. / 16, 1. / 8, 1. / 6}

const pacedRows = 256

// paced opens the model with the first step by which rows drawn from it take the fewest evaluations. Every process that
// opens the model finds the same first step, so that the score of a row does not depend on other rows.
func (s *Settings) paced(ctx context.Context, m *Model) (*Model, error) {
	rows, err := m.Sample(ctx, pacedRows, 1)
	if err != nil {
		return nil, err
	}
	fewest, err := evaluations(ctx, m, rows)
	if err != nil {
		return nil, err
	}
	for _, first := range firstSteps {
		other, err := s.open(first)
		if err != nil {
			return nil, err
		}
		n, err := evaluations(ctx, other, rows)
		if err != nil {
			return nil, err
		}
		if n < fewest {
			m, fewest = other, n
		}
	}
	return m, nil
}

func evaluations(ctx context.Context, m *Model, rows [][]float64) (int, error) {
	d, err := m.LogProbWith(ctx, rows, nil)
	if err != nil {
		return 0, err
	}
	return d.Stats.Evaluations, nil
}
