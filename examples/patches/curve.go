// The curve of a run against time.

package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
	"github.com/gorgoflow/gorgoflow/train"
)

// curve has the scores of training and validation rows by the time of their measurement.
type curve []point

type point struct {
	seconds, training float64
	validation        train.Score
	stage             string
}

// add adds a point to the curve and prints it.
func (j *job) add(stage string, training float64, validation train.Score) error {
	p := point{time.Since(j.start).Seconds(), training, validation, stage}
	j.curve = append(j.curve, p)
	_, err := fmt.Fprintf(j.log, "%7.0f s  %-28s training %.2f, validation %.2f%s nats\n", p.seconds, stage, training, validation.Mean, program.PlusMinus(validation.Error, 2))
	return err
}

// write makes name.csv and name-curve.png.
func (c curve) write(name string) error {
	if err := atomicfile.Write(name+".csv", c.table); err != nil {
		return err
	}
	training, validation := figure.Line{Name: "training"}, figure.Line{Name: "validation", Color: 1}
	for _, p := range c {
		training.X, training.Y = append(training.X, p.seconds/60), append(training.Y, p.training)
		validation.X, validation.Y = append(validation.X, p.seconds/60), append(validation.Y, p.validation.Mean)
	}
	picture := figure.Lines{{Title: "Mean log-density of patches, by time of training", XLabel: "minutes", YLabel: "nats", Lines: []figure.Line{training, validation}}}
	return atomicfile.Write(name+"-curve.png", picture.Write)
}

func (c curve) table(w io.Writer) error {
	out := csv.NewWriter(w)
	records := [][]string{{"seconds", "stage", "training", "validation", "error"}}
	for _, p := range c {
		record := []string{strconv.FormatFloat(p.seconds, 'f', 1, 64), p.stage}
		for _, v := range []float64{p.training, p.validation.Mean, p.validation.Error} {
			record = append(record, strconv.FormatFloat(v, 'f', 3, 64))
		}
		records = append(records, record)
	}
	return out.WriteAll(records)
}
