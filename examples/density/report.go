package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"path/filepath"
	"strconv"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/train"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// report scores the held-out rows and writes the files.
func (j *job) report(ctx context.Context) error {
	logProb, err := j.flow.LogProb(ctx, j.data.held)
	if err != nil {
		return err
	}
	score := train.NewScore(logProb)
	fmt.Fprintf(j.stdout, "held-out mean log-density %.4f ± %.4f %s\n", score.Mean, score.Error, j.data.unit)
	if baseline, ok := j.normal(); ok {
		fmt.Fprintf(j.stdout, "           that of a normal %.4f\n", baseline)
	}
	samples, err := j.flow.Sample(ctx, j.sampleCount(), j.seed)
	if err != nil {
		return err
	}
	return j.write(ctx, logProb, samples)
}

func (j *job) sampleCount() int {
	if j.samples > 0 {
		return j.samples
	}
	return min(len(j.data.all), 50000)
}

// normal is the held-out score of a normal with the training rows' mean and
// covariance, to compare with.
func (j *job) normal() (float64, bool) {
	d := len(j.data.columns)
	if len(j.data.fit) <= d {
		return 0, false
	}
	x := mat.NewDense(len(j.data.fit), d, nil)
	for i, row := range j.data.fit {
		x.SetRow(i, row)
	}
	mean, covariance := make([]float64, d), mat.NewSymDense(d, nil)
	for c := range mean {
		mean[c] = stat.Mean(mat.Col(nil, c, x), nil)
	}
	stat.CovarianceMatrix(covariance, x, nil)
	normal, err := base.NewGaussian(mean, covariance)
	if err != nil { // a column that depends on others
		return 0, false
	}
	logProb := make([]float64, len(j.data.held))
	for i, row := range j.data.held {
		logProb[i] = normal.LogProb(row)
	}
	return train.NewScore(logProb).Mean, true
}

// write makes the files, each of them whole or not at all.
func (j *job) write(ctx context.Context, logProb []float64, samples [][]float64) error {
	files := map[string]func(io.Writer) error{
		"samples.csv": func(w io.Writer) error { return writeCSV(w, j.data.columns, samples) },
	}
	names := []string{"samples.csv"}
	if j.fitted != nil {
		names = append(names, "model.gorgoflow", "training.png")
		files["model.gorgoflow"], files["training.png"] = j.flow.Save, j.curve().Write
	}
	if len(j.data.columns) > 1 {
		panels, err := j.panels(ctx, logProb, samples)
		if err != nil {
			return err
		}
		names = append(names, "density.png")
		files["density.png"] = panels.Write
	}
	for _, name := range names {
		path := filepath.Join(j.out, name)
		if err := atomicfile.Write(path, files[name]); err != nil {
			return err
		}
		fmt.Fprintln(j.stdout, "wrote", path)
	}
	return nil
}

// panels is the picture of data, density and samples. More than two columns have
// no density that a plane could show.
func (j *job) panels(ctx context.Context, logProb []float64, samples [][]float64) (*figure.Panels, error) {
	d := j.data
	p := &figure.Panels{Name: d.name, XLabel: d.columns[0], YLabel: d.columns[1], Unit: d.unit,
		Data: d.all, Samples: samples, Aspect: d.aspect, Box: figure.Bounds(d.all, 0.04)}
	if len(d.columns) > 2 {
		return p, nil
	}
	grid := figure.NewGrid(p.Box, j.resolution, d.aspect)
	var err error
	if grid.Values, err = j.flow.LogProb(ctx, grid.Points()); err != nil {
		return nil, err
	}
	fmt.Fprintf(j.stdout, "the density integrates to %.4f over the picture\n", grid.Integral())
	p.LogDensity = grid
	p.Low, p.High = figure.Range(logProb)
	return p, nil
}

func (j *job) curve() *figure.Curve {
	c := &figure.Curve{Title: "Training on " + j.data.name, Unit: j.data.unit}
	for _, r := range j.fitted.History {
		at := float64(r.Iteration)
		c.Training = append(c.Training, struct{ X, Y float64 }{at, -r.Loss})
		c.Validation = append(c.Validation, struct{ X, Y float64 }{at, r.Score.Mean})
	}
	return c
}

func writeCSV(w io.Writer, columns []string, rows [][]float64) error {
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return err
	}
	record := make([]string, len(columns))
	for _, row := range rows {
		for c, v := range row {
			record[c] = strconv.FormatFloat(v, 'g', 7, 64)
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
