// Mean: the mean log-density of a batch, refused if its error bound is too large.

package likelihood

import (
	"context"
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// maxError is the default of MeanRequest.MaxError: published log-likelihoods are compared in the second decimal.
const maxError = 0.01

// Mean is the mean log-density of a batch, with its errors, in nats and in the data's units.
type Mean struct {
	LogProb float64 // mean over rows of log p(x)
	// StandardError is the standard error of LogProb as an estimate of its expectation over data: the standard
	// deviation over rows divided by √R, 0 for a single row. It does not include the solver's error.
	StandardError float64
	// ErrorBound bounds the distance between LogProb and the mean of the exact solution: Solver + 2·Probe.
	ErrorBound float64
	Solver     float64 // mean of Certificate.Solver
	Probe      float64 // standard error of the mean by estimated traces; 0 if the trace is exact
	Rows       int
	Stats      ode.Stats // work of the value and its certificate
}

// UncertainError is a mean that MeanLogProb refuses, with the limit.
type UncertainError struct {
	Mean  *Mean
	Limit float64 // nats
}

const tooUncertain = "likelihood: mean log-density is not certain enough"

// Error gives both bounds and advises what would help.
func (e *UncertainError) Error() string {
	if e.Mean == nil {
		return fmt.Sprintf("%s: limit %g", tooUncertain, e.Limit)
	}
	m, advice := e.Mean, "a tighter tolerance or shorter steps make it smaller"
	if 2*m.Probe > m.Solver {
		advice = "the exact trace, or more probes, make it smaller"
	}
	return fmt.Sprintf("%s: %.6g nats with an error bound of %.3g (solver %.3g, probes 2 × %.3g), limit %g; %s, MeanRequest.MaxError accepts it",
		tooUncertain, m.LogProb, m.ErrorBound, m.Solver, m.Probe, e.Limit, advice)
}

// MeanLogProb is the mean log-density of x with its errors. If the error bound is above MeanRequest.MaxError, it
// returns an *UncertainError with the mean instead: a solver that is too coarse for a flow can report a likelihood that
// is far too good, and the number itself does not show it. MaxError = math.Inf(1) accepts everything. MeanLogProb takes
// a certificate for every row, so three to four times the time of LogProb with default settings: see Certificate.
//
// Further errors: those of LogProb; a *RowsError comes without a result, since the mean does not exist.
func (f *Flow) MeanLogProb(ctx context.Context, x [][]float64, r *MeanRequest) (*Mean, error) {
	asked := *defaults.OrZero(r)
	limit, err := asked.limit()
	if err != nil {
		return nil, err
	}
	d, err := f.LogProbWith(ctx, x, &LogProbRequest{Condition: asked.Condition, Probes: asked.Probes, ProbeSeed: asked.ProbeSeed, Certify: true})
	if err != nil {
		return nil, err
	}
	mean := d.Mean()
	if !(mean.ErrorBound <= limit) {
		return nil, &UncertainError{Mean: mean, Limit: limit}
	}
	return mean, nil
}

func (r *MeanRequest) limit() (float64, error) {
	switch {
	case r.MaxError == 0:
		return maxError, nil
	case r.MaxError > 0:
		return r.MaxError, nil
	}
	return 0, errors.Wrapf(ErrSettings, "MaxError is %v, want a positive number, or 0 for %v nats", r.MaxError, maxError)
}

// Mean is the mean over rows with its errors, which need the certificate: without one ErrorBound and Solver are +Inf.
// LogProb is NaN if there are no rows.
func (d *Density) Mean() *Mean {
	if d == nil || len(d.LogProb) == 0 {
		return &Mean{LogProb: math.NaN(), ErrorBound: math.Inf(1), Solver: math.Inf(1)}
	}
	c, n := d.Certificate, float64(len(d.LogProb))
	if c == nil {
		c = &Certificate{Solver: []float64{math.Inf(1)}}
	}
	m := &Mean{LogProb: numeric.Mean(d.LogProb), Solver: numeric.Mean(c.Solver), Rows: len(d.LogProb), Stats: d.Stats.Plus(c.Stats)}
	if m.Rows > 1 {
		m.StandardError = numeric.Deviation(d.LogProb) / math.Sqrt(n)
	}
	for _, s := range c.Probe { // rows have independent probes
		m.Probe += float64(s * s)
	}
	m.Probe = math.Sqrt(m.Probe) / n
	m.ErrorBound = m.Solver + 2*m.Probe
	return m
}

// MeanRequest holds the options of MeanLogProb; nil means the zero value.
type MeanRequest struct {
	Condition, Probes [][]float64 // as in LogProbRequest
	ProbeSeed         uint64      // as in LogProbRequest
	MaxError          float64     // error bound above which the mean is refused, nats; 0: 0.01; +Inf: none
}
