// The check that Gradient differentiates LogProb: its value, and its derivative with respect to the data.

package audit

import (
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
)

// compareDensities compares the log-densities of Gradient with those of LogProb for some rows.
func (a *auditor) compareDensities(x, condition [][]float64, g *likelihood.Gradient) error {
	if lags, err := a.lags(); err != nil || lags {
		const why = "Gradient's log p depends on the batch: the norms have a Lag"
		a.unknown("gradient: log p", 0, 0, a.set.Limits.LogProb, why)
		a.unknown("gradient: data", 0, 0, a.set.Limits.Gradient, why)
		return err
	}
	off := make([]float64, len(x))
	exact := a.exact
	for _, f := range a.flow.Flows() {
		plan, err := f.GradientTrace()
		if err != nil {
			return err
		}
		exact = exact && plan.Exact
	}
	for i := range x {
		off[i] = g.LogProb[i] - a.logp[i]
	}
	a.compareNats("gradient: log p", off, a.bound[:len(x)], exact, "nats, Gradient's log p - LogProb's")
	if g.Loss != g.NegLogProb {
		a.unknown("gradient: data", 0, 0, a.set.Limits.Gradient, "the gradient is of the penalties too")
		return nil
	}
	return a.compareSlopes(x, condition, g, exact)
}

// lags says whether norms of a stack take a share of a batch's own moments.
func (a *auditor) lags() (bool, error) {
	stack, ok := a.flow.(interface {
		Traits() ([]likelihood.Trait, error)
	})
	if !ok {
		return false, nil
	}
	list, err := stack.Traits()
	return slices.ContainsFunc(list, func(t likelihood.Trait) bool { return t.Name == "Norm.Lag" && t.Value != "0" }), err
}

// The steps of compareSlopes change log p of a row by about slopeNats, and move the row by at most slopeStep spreads. They are
// halved, at most slopeHalvings times, as long as the slopes change by more than the limit: log p bends within them.
const (
	slopeNats     = 0.1
	slopeStep     = 0.05
	slopeHalvings = 6
)

// compareSlopes compares Gradient.X with finite differences of LogProb, each row along a direction of its own. An estimate
// of Gradient may be another one than that of LogProb: then it is compared with differences of its own.
func (a *auditor) compareSlopes(x, condition [][]float64, g *likelihood.Gradient, exact bool) error {
	const name = "gradient: data"
	limit, logProb, of := a.set.Limits.Gradient, a.logProb, "LogProb"
	if !exact {
		logProb, of = a.estimated, "its estimate of log p"
	}
	direction, slope, step, err := a.directions(x, g)
	if err != nil {
		return err
	}
	at := func(h float64) []float64 {
		moved := numeric.CopyRows(x, a.flow.Dim())
		for i, row := range moved {
			for c := range row {
				row[c] += float64(h * step[i] * direction[i][c])
			}
		}
		logp, e := logProb(moved, condition)
		if e != nil {
			err = e
			return make([]float64, len(x))
		}
		return logp
	}
	d := differences{off: math.Inf(1), noise: math.Inf(1)}
	for h, k := 1.0, 0; k <= slopeHalvings && d.noise > limit && err == nil; h, k = h/2, k+1 {
		d.improve(slope, step, h, at(h), at(-h))
	}
	if err != nil {
		a.unknown(name, 0, 0, limit, "points around the data cannot be solved: "+err.Error())
		return nil
	}
	a.expectRelative(name, d.off, d.noise, limit, "relative distance of Gradient.X from differences of "+of, "differences of log p are too noisy: tighten the tolerance")
	return nil
}

// differences compare slopes by finite differences with given ones, relative to the size of these.
type differences struct {
	last       []float64 // slopes by the last step
	off, noise float64   // distance, and its uncertainty, by the step with the least uncertainty
}

// improve takes the values on either side at a step of h, half of the last one.
func (d *differences) improve(slope, step []float64, h float64, above, below []float64) {
	narrow := make([]float64, len(slope))
	for i := range narrow {
		narrow[i] = (above[i] - below[i]) / (2 * h * step[i])
	}
	wide := d.last
	if d.last = narrow; wide == nil {
		return
	}
	var off, size, noise float64
	for i, s := range slope {
		off, size, noise = off+square((float64(4*narrow[i])-wide[i])/3-s), size+square(s), noise+square(narrow[i]-wide[i])
	}
	if noise = math.Sqrt(noise / size); noise < d.noise {
		d.off, d.noise = math.Sqrt(off/size), noise
	}
}

func (a *auditor) logProb(x, condition [][]float64) ([]float64, error) {
	d, err := a.flow.LogProbWith(a.ctx, x, &likelihood.LogProbRequest{Condition: condition})
	if err != nil {
		return nil, err
	}
	return d.LogProb, nil
}

// estimated is log p by the trace of gradients.
func (a *auditor) estimated(x, condition [][]float64) ([]float64, error) {
	g, err := a.gradient(x, condition, integrate.Replay)
	if err != nil {
		return nil, err
	}
	return g.LogProb, nil
}

// directions are halfway between each row's gradient and a random vector, in spreads. They come with Gradient's
// derivative of log p along them, and with a step.
func (a *auditor) directions(x [][]float64, g *likelihood.Gradient) (direction [][]float64, slope, step []float64, err error) {
	spreads, err := a.spreads(a.x, a.units())
	if err != nil {
		return nil, nil, nil, err
	}
	direction, slope, step = numeric.NewRows(len(x), len(spreads)), make([]float64, len(x)), make([]float64, len(x))
	draws := stream.New(a.set.Seed, stream.Audit)
	for i, v := range direction {
		score, rng := make([]float64, len(spreads)), draws.At(1<<32+uint64(i))
		for c, s := range spreads {
			score[c] = -float64(len(x)) * g.X[i][c] * s
			v[c] = rng.NormFloat64()
		}
		random, own := numeric.Norm(v), deviationOr1(numeric.Norm(score))
		for c := range v {
			v[c] = v[c]/random + score[c]/own
			slope[i] += float64(score[c] * v[c])
		}
		for c, s := range spreads {
			v[c] *= s
		}
		step[i] = min(slopeNats/math.Abs(slope[i]), slopeStep)
	}
	return direction, slope, step, nil
}

func square(v float64) float64 { return float64(v * v) }
