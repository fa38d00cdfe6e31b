// The proposal density for importance sampling of the mass in more than two dimensions.

package audit

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
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
	x, logq, draws := numeric.NewRows(n, a.flow.Dim()), make([]float64, n), stream.New(a.set.Seed, stream.Audit)
	for i := range x {
		q.draw(x[i], draws, uint64(i)+1)
		logq[i] = q.logDensity(x[i])
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
// the centres are drawn in by √(1-h²), so that the mixture is no wider than the samples (West, Approximating posterior
// distributions by mixtures, 1993).
type proposal struct {
	mean    []float64
	factor  mat.TriDense // L
	centres [][]float64
	width   float64
	log     float64 // logarithm of the kernel's normalisation, of M and of |L|
	scratch []float64
}

func newProposal(x [][]float64) *proposal {
	dim, m := float64(len(x[0])), float64(len(x))
	q := &proposal{width: min(0.9, elementary.Pow(4/(dim+2)/m, 1/(dim+4))), scratch: make([]float64, len(x[0]))}
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
		q.log -= elementary.Log(q.factor.At(c, c))
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
		c.LTo(&q.factor)
		return
	}
	q.factor = *mat.NewTriDense(dim, mat.Lower, nil)
	for i := range dim {
		q.factor.SetTri(i, i, deviationOr1(math.Sqrt(math.Max(0, covariance.At(i, i)))))
	}
}

// toWhite is w = L⁻¹(x - μ).
func (q *proposal) toWhite(w, x []float64) {
	for i := range x {
		w[i] = x[i] - q.mean[i]
		for j := range i {
			w[i] -= float64(q.factor.At(i, j) * w[j])
		}
		w[i] /= q.factor.At(i, i)
	}
}

// draw fills x with a draw from the random stream of a row.
func (q *proposal) draw(x []float64, draws *stream.Stream, row uint64) {
	rng := draws.At(row)
	centre, chi, w := q.centres[rng.IntN(len(q.centres))], 0.0, q.scratch
	for range proposalFreedom {
		v := elementary.NormalDraw(rng)
		chi += float64(v * v)
	}
	scale := q.width / math.Sqrt(chi/proposalFreedom)
	for c := range w {
		w[c] = centre[c] + float64(scale*elementary.NormalDraw(rng))
	}
	for i := range x {
		x[i] = q.mean[i]
		for j := range i + 1 {
			x[i] += float64(q.factor.At(i, j) * w[j])
		}
	}
}

func (q *proposal) logDensity(x []float64) float64 {
	const nu = proposalFreedom
	w := q.scratch
	q.toWhite(w, x)
	dim := float64(len(x))
	terms := make([]float64, len(q.centres))
	for m, centre := range q.centres {
		square := 0.0
		for c, v := range centre {
			square += float64((w[c] - v) * (w[c] - v))
		}
		terms[m] = -(nu + dim) / 2 * elementary.Log1p(square/(nu*q.width*q.width))
	}
	return q.log + numeric.LogSumExp(terms)
}
