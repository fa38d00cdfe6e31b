// Settings: the extent of an audit, and the limits of its checks.

package audit

import (
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
)

// Settings of Run. nil and every zero value mean a default.
type Settings struct {
	Rows    int    // number of rows of data to examine, the first ones; 0: 256
	Samples int    // number of draws from the flow and from its base; 0: 1024
	Points  int    // number of points at which p is evaluated for its integral; 0: 10,000
	Seed    uint64 // of samples, proposals and directions

	// Condition, for conditional flows, has a row for each row of data, or one for all. Samples and the integral use its
	// first row.
	Condition [][]float64

	Limits Limits
}

// Limits are the limits of the checks.
type Limits struct {
	RoundTrip float64 // largest |x - forward(inverse(x))|, in standard deviations of the column; 0: 1e-3
	Solver    float64 // mean bound of the log-densities' solver error, nats; 0: 0.01, as for MeanLogProb
	Probe     float64 // standard error of their mean by estimated traces, nats; 0: 0.05
	Gradient  float64 // relative distance between two computations of the gradient, beyond the uncertainty of differences; 0: 0.01
	LogProb   float64 // distance in nats between log p and another computation of it, beyond the uncertainty of both; 0: 0.01
	Trace     float64 // the same for the map's determinant, relative to Δl; 0: 0.03
	Draws     float64 // relative error of the width of the base's draws, beyond five standard errors; 0: 0.02
	Mass      float64 // |∫p - 1|, beyond three times its own uncertainty; 0: 0.01
	// Base is the Kolmogorov–Smirnov distance between a column of z(T0) and the base, beyond 1.63/√n, which chance exceeds
	// in one of a hundred cases; 0: 0.1. It judges the fit, not the arithmetic: an untrained flow fails.
	Base float64
}

func (s *Settings) complete() Settings {
	full := Settings{}
	if s != nil {
		full = *s
	}
	l := &full.Limits
	for _, d := range []struct {
		value     *float64
		otherwise float64
	}{{&l.RoundTrip, 1e-3}, {&l.Solver, 0.01}, {&l.Probe, 0.05}, {&l.Gradient, 0.01}, {&l.LogProb, 0.01}, {&l.Trace, 0.03}, {&l.Draws, 0.02}, {&l.Mass, 0.01}, {&l.Base, 0.1}} {
		if *d.value == 0 {
			*d.value = d.otherwise
		}
	}
	for _, d := range []struct {
		value     *int
		otherwise int
	}{{&full.Rows, 256}, {&full.Samples, 1024}, {&full.Points, 10000}} {
		if *d.value == 0 {
			*d.value = d.otherwise
		}
	}
	return full
}

func (s *Settings) check() error {
	if s.Rows < 1 || s.Samples < 2 || s.Points < 2 {
		return errors.Wrapf(likelihood.ErrSettings, "audit of %d rows, %d samples and %d points: want at least 1, 2 and 2", s.Rows, s.Samples, s.Points)
	}
	if max(s.Samples, s.Points) > most {
		return errors.Wrapf(likelihood.ErrSettings, "audit of %d samples and %d points: want at most %d", s.Samples, s.Points, most)
	}
	l := s.Limits
	for _, v := range []float64{l.RoundTrip, l.Solver, l.Probe, l.Gradient, l.LogProb, l.Trace, l.Draws, l.Mass, l.Base} {
		if !(v > 0) {
			return errors.Wrapf(likelihood.ErrSettings, "limits of an audit are %+v, want positive numbers", l)
		}
	}
	return nil
}

// most bounds the number of draws of an audit, which it keeps in memory.
const most = 1 << 24
