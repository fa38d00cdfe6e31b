package integrate

import (
	"context"

	"github.com/pkg/errors"
)

// backward carries the cotangents back over the parts.
func (a *sharedSegments[T]) backward(ctx context.Context, settings *GradientSettings) error {
	for i := len(a.parts) - 1; i >= 0; i-- {
		k := a.tstops[i]
		if k.Jump && i < len(a.parts)-1 {
			if err := a.pullJump(i); err != nil {
				return err
			}
		}
		a.inject(k.Output)
		g, err := a.solver.gradient(ctx, a.parts[i], givenCotangents[T](a.bar, a.solver.system.Blocks), settings, nil, a.segments[i])
		if err != nil {
			return errors.Wrapf(err, "back from %v to %v", a.parts[i].T1, a.parts[i].T0)
		}
		a.collect(i, g)
	}
	if a.p.SaveAt[0] == a.p.T0 {
		a.inject(0)
	}
	for b, bar := range a.bar {
		for i, v := range bar {
			a.out.Y0[b][i] = T(v)
		}
	}
	return nil
}

// inject adds the cotangents of output i and of those at the same time; none for −1.
func (a *sharedSegments[T]) inject(i int) {
	for output := i; i >= 0 && output < a.p.EqualTimes(i); output++ {
		a.injectOne(output)
	}
}

func (a *sharedSegments[T]) injectOne(i int) {
	n := len(a.p.SaveAt)
	for b, block := range a.solver.system.Blocks {
		w := block.Width
		for k := range a.bar[b] {
			switch at := (k/w*n+i)*w + k%w; {
			case block.Quadrature:
				a.bar[b][k] += a.trajectory.SavedQuadBar[b][at]
			default:
				a.bar[b][k] += float64(a.trajectory.SavedBar[b][at])
			}
		}
	}
}

// collect takes in the gradient of part i.
func (a *sharedSegments[T]) collect(i int, g *Gradient[T]) {
	for b, y := range g.Y0 {
		for k, v := range y {
			a.bar[b][k] = float64(v)
		}
	}
	for e, x := range g.Args {
		for k, v := range x {
			a.out.Args[e][k] += v
		}
	}
	for q, sum := range g.Params {
		for k, v := range sum {
			a.out.Params[q][k] += v
		}
	}
	a.out.Backward.Add(g.Forward)
	a.out.Backward.Add(g.Backward)
	a.out.ReverseError = max(a.out.ReverseError, g.ReverseError)
	a.addTime(i, g.T1)
	a.addTime(i-1, g.T0)
}

// addTime adds to the derivative with respect to the time of tstop i, −1 being the start.
func (a *sharedSegments[T]) addTime(i int, v float64) {
	if i < 0 {
		a.out.T0 += v
		return
	}
	k := a.tstops[i]
	if k.Output >= 0 {
		a.out.Times[k.Output] += v
	}
	if k.T == a.p.T1 {
		a.out.T1 += v
	}
}
