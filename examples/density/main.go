// Density fits a continuous normalizing flow to data and draws what it found.
//
//	go run ./examples/density
//
// fits the density of the ZIP codes of the contiguous United States, which come
// with the program, prints the mean log-density of rows that the fit never saw,
// and writes two pictures, the model and samples to the folder out. Other data:
//
//	go run ./examples/density -data moons
//	go run ./examples/density -data mine.csv.gz -columns height,weight
//	go run ./examples/density -load out/model.gorgoflow -data mine.csv.gz
//
// The last one trains nothing; it scores a saved model and draws new samples.
// Every flag is listed by -help. Ctrl-C ends the training and keeps the best
// parameters so far.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
	default:
		fmt.Fprintln(os.Stderr, "density:", err)
		os.Exit(1)
	}
}

// run is the program without the process around it.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	d, err := o.data()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s: %d rows of %d columns, %d of them held out\n", d.name, len(d.all), len(d.columns), len(d.held))
	j := &job{options: o, data: d, stdout: stdout, stderr: stderr}
	if err := j.model(ctx); err != nil {
		return err
	}
	return j.report(context.WithoutCancel(ctx)) // an interrupted training is still worth its pictures
}
