// Start compares maximum likelihood alone with a start by flow matching and maximum likelihood from there: processor seconds to
// the held-out mean log-density that the first one reaches, evaluations a row afterwards, and the best value of each.
//
//	go run ./examples/start                                  # ZIP codes and toy sets
//	go run ./examples/start redwine.csv.gz digits.csv.gz=16  # tables too; =16: by principal components to 16 columns
//
// A table has numbers alone, and may have a head line. Time is that of all processors that this process has used, its scores of held-out rows
// included: there is one after every 25 steps of maximum likelihood and every 250 of flow matching.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"strings"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

var (
	alone  = flag.Int("alone", 1000, "steps of maximum likelihood alone")
	first  = flag.Int("first", 4000, "steps of flow matching")
	then   = flag.Int("then", 600, "steps of maximum likelihood after them")
	rate   = flag.Float64("rate", 1e-2, "rate of Adam")
	after  = flag.Float64("after", 1e-2, "rate of Adam after the start")
	lead   = flag.Float64("lead", 2e-2, "rate of Adam in the start")
	width  = flag.Int("width", 512, "rows in a step of the start")
	joined = flag.Bool("transport", false, "join rows and draws by optimal transport")
	batch  = flag.Int("batch", 256, "rows in a step")
	short  = flag.Float64("short", 0.01, "nats below the best value of maximum likelihood alone that count as reached")
	seed   = flag.Uint64("seed", 1, "of everything")
	builts = flag.String("sets", "zipcodes,moons,8gaussians,pinwheel,2spirals,checkerboard", "sets that need no file")
)

func main() {
	flag.Parse()
	log.SetFlags(0)
	fmt.Println("| set | rows × columns | maximum likelihood, s | started by flow matching, s | times less | evaluations a row | best value | |\n" +
		"|---|---|---|---|---|---|---|---|")
	for _, name := range append(strings.FieldsFunc(*builts, func(r rune) bool { return r == ',' }), flag.Args()...) {
		if err := compare(name); err != nil {
			log.Fatalf("%s: %+v", name, err)
		}
	}
}

// compare prints the line of a set.
func compare(name string) error {
	x, err := read(name)
	if err != nil {
		return err
	}
	rand.New(rand.NewPCG(*seed, 0)).Shuffle(len(x), func(i, j int) { x[i], x[j] = x[j], x[i] })
	held := x[:min(1000, len(x)/10)]
	x = x[len(held):]
	s := train.Settings{Iterations: *alone, Optimizer: optim.Adam{Rate: *rate}, Validation: held}
	likely, err := fit(x, s)
	if err != nil {
		return err
	}
	s.Iterations, s.Optimizer = *then, optim.Adam{Rate: *after}
	s.Start = &train.Settings{Objective: matching(), Iterations: *first, Batch: *width, Optimizer: optim.Adam{Rate: *lead}, Average: 0.99, ValidateEvery: 250}
	started, err := fit(x, s)
	if err != nil {
		return err
	}
	target := likely.best.Mean - *short
	a, b := likely.when(target), started.when(target)
	fmt.Printf("| %s | %d × %d | %.1f | %.1f | %.1f | %.0f, %.0f | %.3f ± %.3f, %.3f | %.1f s of matching, %d and %d steps |\n", name[strings.LastIndex(name, "/")+1:], len(x), len(x[0]),
		a, b, a/b, likely.evaluations, started.evaluations, likely.best.Mean, likely.best.Error, started.best.Mean, started.before, likely.step(target), started.step(target))
	return nil
}

func matching() objective.FlowMatching {
	if *joined {
		return objective.FlowMatching{Coupling: objective.OptimalTransport}
	}
	return objective.FlowMatching{}
}

// run is what a fit came to: a Recorder.
type run struct {
	begin       float64
	before      float64 // seconds of the start
	seconds     []float64
	steps       []int
	scores      []train.Score
	best        train.Score
	evaluations float64
}

func fit(x [][]float64, s train.Settings) (*run, error) {
	ctx := context.Background()
	field, err := dynamics.NewMLP(len(x[0]), &dynamics.MLPSettings{Hidden: []int{64, 64}, Seed: *seed})
	if err != nil {
		return nil, err
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		return nil, err
	}
	if _, err := flow.Gradient(ctx, x[:1]); err != nil { // compiles, for both alike
		return nil, err
	}
	r := &run{}
	s.Batch, s.Seed, s.ValidateEvery, s.Average, s.Recorder, s.Progress = *batch, *seed, 25, 0.95, r, io.Discard
	result, err := train.Fit(ctx, flow, x, &s)
	if err != nil {
		return nil, err
	}
	d, err := flow.LogProbWith(ctx, s.Validation, nil)
	if err != nil {
		return nil, err
	}
	r.best, r.evaluations = result.Score, float64(d.Stats.Evaluations)/float64(len(s.Validation))
	return r, nil
}

// Init implements train.Recorder.
func (r *run) Init() error {
	r.begin = cpuSeconds()
	return nil
}

// Record implements train.Recorder.
func (r *run) Record(at *train.Record) error {
	if at.Scored() {
		r.seconds, r.steps, r.scores = append(r.seconds, cpuSeconds()-r.begin), append(r.steps, at.Iteration), append(r.scores, at.Score)
		if at.Epoch > 0 && at.Iteration == *first {
			r.before = r.seconds[len(r.seconds)-1]
		}
		fmt.Fprintf(os.Stderr, "%6d %8.2f s %9.4f\n", at.Iteration, cpuSeconds()-r.begin, at.Score.Mean)
	}
	return nil
}

// place is that of the first score from a target up; -1: none.
func (r *run) place(target float64) int {
	for i, s := range r.scores {
		if s.Mean >= target {
			return i
		}
	}
	return -1
}

// when is the time until a target was reached; NaN: never.
func (r *run) when(target float64) float64 {
	if i := r.place(target); i >= 0 {
		return r.seconds[i]
	}
	return nan
}

func (r *run) step(target float64) int {
	if i := r.place(target); i >= 0 {
		return r.steps[i]
	}
	return 0
}
