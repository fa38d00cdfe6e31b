// The proposal density for importance sampling of the mass in more than two dimensions.

package audit

import (
	"context"
	"math"
	"runtime"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// importanceMass is the mean of p/q over draws of a proposal q, which is made from samples of the flow but is
// independent of its log-density.
func (a *auditor) importanceMass(seen *seen) (*Mass, error) {
	from := a.drawn
	if len(from) == 0 {
		from = a.x
	}
	q := newProposal(from[:min(len(from), proposalCentres)])
	n := a.set.Points
	x, logq, err := q.sample(a.ctx, n, a.set.Seed)
	if err != nil {
		return nil, err
	}
	logp, err := a.density(x)
	if err != nil {
		return nil, err
	}
	sum, squares := 0.0, 0.0
	for i := range x {
		w := elementary.Exp(logp[i] - logq[i])
		sum, squares = sum+w, squares+float64(w*w)
	}
	count := float64(n)
	m := &Mass{Value: sum / count, Method: "importance", Points: n}
	m.Error = max(math.Sqrt(max(0, squares/count-float64(m.Value*m.Value))), seen.scatter(q, m.Value)) / math.Sqrt(count)
	if squares > 0 {
		m.Effective = sum * sum / squares
	}
	return m, nil
}

// A proposal's kernels are Student's t: their tails are heavier than those of a flow with a normal base, so that
// weights are bounded.
const (
	proposalCentres = 512
	proposalFreedom = 8
)

// proposal is a kernel density estimate: a mixture with a centre at each of M samples, in coordinates w = L⁻¹(x - μ) in
// which the samples have covariance I. The bandwidth h is Silverman's (Density estimation, 1986, table 4.1), and
// the centres are drawn in by √(1-h²) (West, Approximating posterior distributions by mixtures, 1993), so that normal kernels
// would make the mixture as wide as the samples. These kernels make its variance 1 + h²/3.
type proposal struct {
	mean    []float64
	factor  [][]float64 // rows of L, up to the diagonal
	first   []int       // of each row, where it begins to be other than 0
	centres [][]float64
	width   float64
	log     float64 // logarithm of the kernel's normalisation, of M and of |L|
	scratch
}

// scratch is what one goroutine writes.
type scratch struct{ point, terms []float64 }

func newScratch(dim, centres int) scratch {
	return scratch{point: make([]float64, dim), terms: make([]float64, centres)}
}

func newProposal(x [][]float64) *proposal {
	dim, m := float64(len(x[0])), float64(len(x))
	q := &proposal{width: min(0.9, elementary.Pow(4/(dim+2)/m, 1/(dim+4))), scratch: newScratch(len(x[0]), len(x))}
	q.whiten(x)
	shrink := math.Sqrt(1 - float64(q.width*q.width))
	for _, row := range x {
		w := make([]float64, len(row))
		q.toWhite(w, row)
		for c := range w {
			w[c] *= shrink
		}
		q.centres = append(q.centres, w)
	}
	const nu = proposalFreedom
	q.log = elementary.LogGammaOfHalf(nu+len(x[0])) - elementary.LogGammaOfHalf(nu) - elementary.Log(m)
	q.log -= float64(dim * (float64(elementary.Log(nu*math.Pi)/2) + elementary.Log(q.width)))
	for c := range len(x[0]) {
		q.log -= elementary.Log(q.factor[c][c])
	}
	return q
}

// whiten computes μ and L. If the covariance is not positive definite, as with too few samples, it takes the diagonal.
func (q *proposal) whiten(x [][]float64) {
	dim := len(x[0])
	data := mat.NewDense(len(x), dim, numeric.Flatten(x))
	q.mean = make([]float64, dim)
	for c := range dim {
		q.mean[c] = stat.Mean(numeric.Column(x, c), nil)
	}
	var covariance mat.SymDense
	stat.CovarianceMatrix(&covariance, data, nil)
	var c mat.Cholesky
	if len(x) > 2*dim && c.Factorize(&covariance) {
		var l mat.TriDense
		c.LTo(&l)
		raw := l.RawTriangular()
		for i := range dim {
			q.addRow(0, raw.Data[i*raw.Stride:][:i+1])
		}
		return
	}
	for i := range dim {
		row := make([]float64, i+1)
		row[i] = deviationOr1(math.Sqrt(math.Max(0, covariance.At(i, i))))
		q.addRow(i, row)
	}
}

func (q *proposal) addRow(first int, row []float64) {
	q.factor, q.first = append(q.factor, row), append(q.first, first)
}

// toWhite is w = L⁻¹(x - μ).
func (q *proposal) toWhite(w, x []float64) {
	for i, row := range q.factor {
		rest := x[i] - q.mean[i]
		for j := q.first[i]; j < i; j++ {
			rest -= float64(row[j] * w[j])
		}
		w[i] = rest / row[i]
	}
}

// sample draws points, with the logarithms of their densities. Row i has the random stream of i + 1.
func (q *proposal) sample(ctx context.Context, n int, seed uint64) (x [][]float64, logq []float64, err error) {
	x, logq = numeric.NewRows(n, len(q.mean)), make([]float64, n)
	workers := make([]proposal, runtime.GOMAXPROCS(0))
	draws := make([]*stream.Stream, len(workers))
	for k := range workers {
		workers[k], draws[k] = *q, stream.New(seed, stream.Audit)
		workers[k].scratch = newScratch(len(q.mean), len(q.centres))
	}
	err = parallel.Do(ctx, "audit: the integral", len(workers), n, func(worker, i int) error {
		workers[worker].draw(x[i], draws[worker], uint64(i)+1)
		logq[i] = workers[worker].logDensity(x[i])
		return nil
	})
	return x, logq, err
}

// draw fills x with a draw from the random stream of a row.
func (q *proposal) draw(x []float64, draws *stream.Stream, row uint64) {
	rng := draws.At(row)
	centre, chi, w := q.centres[rng.IntN(len(q.centres))], 0.0, q.point
	for range proposalFreedom {
		v := elementary.NormalDraw(rng)
		chi += float64(v * v)
	}
	scale := q.width / math.Sqrt(chi/proposalFreedom)
	for c := range w {
		w[c] = centre[c] + float64(scale*elementary.NormalDraw(rng))
	}
	for i, row := range q.factor {
		x[i] = q.mean[i]
		for j := q.first[i]; j <= i; j++ {
			x[i] += float64(row[j] * w[j])
		}
	}
}

func (q *proposal) logDensity(x []float64) float64 {
	const nu = proposalFreedom
	q.toWhite(q.point, x)
	q.squares(q.terms, q.point)
	dim := float64(len(x))
	for m, square := range q.terms {
		q.terms[m] = -(nu + dim) / 2 * elementary.Log1p(square/(nu*q.width*q.width))
	}
	return q.log + numeric.LogSumExp(q.terms)
}

// squares are the squared distances of a point from the centres. Those from four centres are summed beside each other, since
// each sum waits for its last addition.
func (q *proposal) squares(dst, w []float64) {
	m := 0
	for ; m+4 <= len(dst); m += 4 {
		a, b, c, d := q.centres[m][:len(w)], q.centres[m+1][:len(w)], q.centres[m+2][:len(w)], q.centres[m+3][:len(w)]
		var sumA, sumB, sumC, sumD float64
		for i, v := range w {
			sumA += float64((v - a[i]) * (v - a[i]))
			sumB += float64((v - b[i]) * (v - b[i]))
			sumC += float64((v - c[i]) * (v - c[i]))
			sumD += float64((v - d[i]) * (v - d[i]))
		}
		dst[m], dst[m+1], dst[m+2], dst[m+3] = sumA, sumB, sumC, sumD
	}
	for ; m < len(dst); m++ {
		dst[m] = 0
		for i, v := range w {
			dst[m] += float64((v - q.centres[m][i]) * (v - q.centres[m][i]))
		}
	}
}
