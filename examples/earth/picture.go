// The picture on Mollweide's map, which keeps areas.

package main

import (
	"context"
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
	"gonum.org/v1/plot"
)

// onMap is the position of a direction on the map, whose equator goes from -180 to 180 (Snyder, Map projections: a working
// manual, 1987, equations 31-1 to 31-3).
func onMap(u []float64) []float64 {
	longitude, target := math.Atan2(u[1], u[0]), math.Pi*u[2]
	angle, low, high := 0.0, -math.Pi/2, math.Pi/2 // θ with 2θ + sin 2θ = π sin(latitude), by bisection
	for range 50 {
		angle = (low + high) / 2
		if 2*angle+math.Sin(2*angle) < target {
			low = angle
		} else {
			high = angle
		}
	}
	return []float64{180 / math.Pi * longitude * math.Cos(angle), 90 * math.Sin(angle)}
}

// fromMap is the direction at a position of the map; false outside of the map.
func fromMap(p []float64) (u []float64, inside bool) {
	s := p[1] / 90
	across := math.Sqrt(1 - s*s)
	longitude := math.Pi * p[0] / 180 / across
	if !(math.Abs(s) < 1) || math.Abs(longitude) > math.Pi {
		return nil, false
	}
	angle := math.Asin(s)
	latitude := math.Asin((2*angle + math.Sin(2*angle)) / math.Pi)
	return vector(latitude*180/math.Pi, longitude*180/math.Pi), true
}

// worldMap is the map without positions. Degrees of latitude are not alike on it: the parallels have ticks of their own.
func worldMap() *figure.Panels {
	var parallels plot.ConstantTicks
	for latitude := -60.0; latitude <= 60; latitude += 30 {
		parallels = append(parallels, plot.Tick{Value: onMap(vector(latitude, 0))[1], Label: fmt.Sprint(latitude)})
	}
	return &figure.Panels{Name: "Positions", XLabel: "Mollweide's map; longitude on the equator", YLabel: "latitude", YTicks: parallels,
		Box: figure.Box{X0: -180, X1: 180, Y0: -90, Y1: 90}}
}

// picture shows the training rows, the flow's density and as many samples.
func (j *job) picture(ctx context.Context, f *likelihood.Flow) error {
	p := worldMap()
	samples, err := f.Sample(ctx, len(j.rows.train), 1)
	if err != nil {
		return err
	}
	for i, row := range j.rows.train {
		manifold.Sphere(3).Project(samples[i])
		p.Data, p.Samples = append(p.Data, onMap(row)), append(p.Samples, onMap(samples[i]))
	}
	logp, err := f.LogProb(ctx, j.rows.train)
	if err != nil {
		return err
	}
	p.Low, p.High = figure.Range(logp)
	if p.LogDensity, err = density(ctx, f, p.Box); err != nil {
		return err
	}
	return program.Draw(j.path("earth.png"), p, j.log)
}

// density is the flow's density on the map.
func density(ctx context.Context, f *likelihood.Flow, b figure.Box) (*figure.Grid, error) {
	g := figure.NewGrid(b, 200, 1)
	var places []int
	var x [][]float64
	g.Values = make([]float64, len(g.Points()))
	for i, p := range g.Points() {
		g.Values[i] = math.Inf(-1)
		if u, inside := fromMap(p); inside {
			places, x = append(places, i), append(x, u)
		}
	}
	logp, err := f.LogProb(ctx, x)
	if err != nil {
		return nil, err
	}
	for k, i := range places {
		g.Values[i] = logp[k]
	}
	return g, nil
}
