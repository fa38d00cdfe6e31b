// Settings: how much an audit looks at, and what its checks allow.

package audit

import (
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
)

// Settings of Run. nil and every zero value mean the default.
type Settings struct {
	Rows    int    // rows of data that are looked at, the first ones; 0: 256
	Samples int    // draws from the flow and from its base; 0: 1024
	Points  int    // points at which p is evaluated for its integral; 0: 10,000
	Seed    uint64 // of samples, proposals and directions

	// Condition, for conditional flows, is that of the rows of data, one row each or one for all. Samples and the
	// integral are under its first row.
	Condition [][]float64

	Limits Limits
}

// Limits are what the checks hold their values against.
type Limits struct {
	RoundTrip float64 // largest |x - forward(inverse(x))|, in standard deviations of the column; 0: 1e-3
	Solver    float64 // mean bound of the log-densities' solver error, nats; 0: DefaultMaxError
	Probe     float64 // standard error of their mean by the probes, nats; 0: 0.05
	Gradient  float64 // relative distance between two ways to the gradient, beyond the uncertainty of differences; 0: 0.01
	LogProb   float64 // nats between log p and what another route makes of it, beyond the uncertainty of both; 0: 0.01
	Trace     float64 // the same relative to Δl, of the map's determinant; 0: 0.03
	Draws     float64 // relative error of the width of the base's draws, beyond five standard errors; 0: 0.02
	Mass      float64 // |∫p - 1|, beyond three times its own error; 0: 0.01
	// Base is the Kolmogorov–Smirnov distance between a column of z(T0) and the base, beyond 1.63/√n, which chance exceeds
	// once in a hundred times; 0: 0.1. It is a matter of the fit, not of the arithmetic: an untrained flow fails.
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
	}{{&l.RoundTrip, 1e-3}, {&l.Solver, likelihood.DefaultMaxError}, {&l.Probe, 0.05}, {&l.Gradient, 0.01}, {&l.LogProb, 0.01}, {&l.Trace, 0.03}, {&l.Draws, 0.02}, {&l.Mass, 0.01}, {&l.Base, 0.1}} {
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

// most is how many points an audit draws: its memory grows with them.
const most = 1 << 24
