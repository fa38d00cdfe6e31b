// The maximisation: the mean and covariance of each component from its shares of the rows.

package em

import (
	"context"

	"github.com/gorgoflow/gorgoflow/internal/parallel"
)

// maximise updates all components, each by one worker, so that sums go over the rows in order. If a context ends it updates
// none of them, since they belong together.
func (f *fitting) maximise(ctx context.Context) error {
	shares, next := f.expect.byComponent(), make([]*component, len(f.components))
	err := parallel.Do(ctx, place, f.settings.Workers, len(next), func(_, k int) (err error) {
		next[k], err = f.update(ctx, f.components[k], shares[k])
		return err
	})
	if err != nil {
		return err
	}
	f.components = next
	return ctx.Err()
}

// update returns the posterior mode under the prior, which counts as Prior rows of the spread besides the component's own.
// A component without rows stays where it is, since its moments are summed around its mean.
func (f *fitting) update(ctx context.Context, c *component, shares []share) (*component, error) {
	m := moments{rows: f.x, around: c.mean}
	mean, covariance, err := m.of(ctx, shares)
	if err != nil {
		return nil, err
	}
	n, prior := m.total, f.settings.Prior
	for i := range covariance {
		covariance[i] = (float64(n*covariance[i]) + float64(prior*f.spread[i])) / (n + prior)
	}
	weight := (n + prior) / (float64(len(f.x)) + float64(prior*float64(len(f.components))))
	return newComponent(weight, mean, covariance, len(f.x))
}

// share is a row's posterior probability for a component.
type share struct {
	row  int
	part float64
}

// moments are the weighted mean and covariance of rows, summed around a point near the mean, so that no digits cancel.
type moments struct {
	rows   [][]float64
	around []float64
	total  float64
}

// of computes the moments of shares.
func (m *moments) of(ctx context.Context, shares []share) (mean, covariance []float64, err error) {
	d := len(m.around)
	mean, covariance = make([]float64, d), make([]float64, d*d)
	u := make([]float64, d)
	for i, s := range shares {
		if err := parallel.Ended(ctx, i); err != nil {
			return nil, nil, err
		}
		m.add(mean, covariance, u, s)
	}
	m.finish(mean, covariance)
	return mean, covariance, nil
}

func (m *moments) add(mean, covariance, u []float64, s share) {
	for j, v := range m.rows[s.row] {
		u[j] = v - m.around[j]
	}
	for j, v := range u {
		w := float64(s.part * v)
		mean[j] += w
		row := covariance[j*len(u) : j*len(u)+j+1]
		for i := range row {
			row[i] += float64(w * u[i])
		}
	}
	m.total += s.part
}

// finish divides by the weight, subtracts the mean's part from the covariance and fills its other triangle.
func (m *moments) finish(mean, covariance []float64) {
	d, n := len(mean), max(m.total, 1e-300)
	for j := range mean {
		mean[j] /= n
	}
	for j := range d {
		for i := range j + 1 {
			v := covariance[j*d+i]/n - float64(mean[i]*mean[j])
			covariance[j*d+i], covariance[i*d+j] = v, v
		}
	}
	for j := range mean {
		mean[j] += m.around[j]
	}
}
