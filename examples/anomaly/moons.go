// The default: two moons among uniform points, scored by every method, and a picture.

package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"path/filepath"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/examples/internal/toy"
)

// moonSet has 2000 points of the moons and 200 anomalies, which are points of a square around the moons. Some anomalies
// lie on the moons, where no method can tell them.
func (o *options) moonSet() (*set, error) {
	x, err := toy.Generate("moons", 2000, o.seed)
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(o.seed, 0x6d6f6f6e))
	for range 200 {
		x = append(x, []float64{8*rng.Float64() - 4, 6*rng.Float64() - 3})
	}
	anomaly := make([]bool, len(x))
	for i := 2000; i < len(x); i++ {
		anomaly[i] = true
	}
	return newSet(o.draw(len(x)), x, anomaly)
}

func (o *options) moons(ctx context.Context, out io.Writer) error {
	if err := program.Output(o.out, "anomaly.png"); err != nil {
		return err
	}
	s, err := o.moonSet()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d points of two moons to train on, %d others and %d uniform points to tell apart\n", len(s.train), len(s.train), len(s.test)-len(s.train))
	for _, name := range names() {
		r, err := s.judge(ctx, name, o)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%-9s AUROC: %.2f\n", name, r.all)
	}
	score, err := o.score(ctx, s, o.method)
	if err != nil {
		return err
	}
	return program.Draw(filepath.Join(o.out, "anomaly.png"), picture(s, score, o.method), out)
}

// picture shows the test points, and how the scores of both kinds are distributed.
func picture(s *set, score []float64, method string) figure.Lines {
	kinds := [2]figure.Line{{Name: "from the moons", Color: 0, Dots: true}, {Name: "uniform: anomalies", Color: 1, Dots: true}}
	var scores [2][]float64
	for i, p := range s.test {
		k := 0
		if s.anomaly[i] {
			k = 1
		}
		kinds[k].X, kinds[k].Y = append(kinds[k].X, p[0]), append(kinds[k].Y, p[1])
		scores[k] = append(scores[k], score[i])
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range score {
		low, high = min(low, v), max(high, v)
	}
	return figure.Lines{
		{Title: "Rows to tell apart, standardised", Lines: kinds[:], Square: true},
		{Title: "Scores by " + method, XLabel: "score", YLabel: "share of the rows",
			Lines: []figure.Line{histogram(scores[0], low, high, 0), histogram(scores[1], low, high, 1)}},
	}
}

// histogram is the share of values in each of forty equal bins.
func histogram(values []float64, low, high float64, color int) figure.Line {
	const bins = 40
	l := figure.Line{X: make([]float64, bins), Y: make([]float64, bins), Color: color}
	for b := range bins {
		l.X[b] = low + (float64(b)+0.5)*(high-low)/bins
	}
	for _, v := range values {
		share := 0.0 // all scores may be alike
		if high > low {
			share = (v - low) / (high - low)
		}
		l.Y[min(int(share*bins), bins-1)] += 1 / float64(len(values))
	}
	return l
}
