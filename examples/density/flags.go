package main

import (
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
)

// options are the flags, checked.
type options struct {
	source  string
	columns []string
	points  int
	holdOut float64

	hidden      []int
	layer       string
	activation  string
	dtype       string
	solver      string
	detail      float64
	rtol, atol  float64
	accuracy    float64
	trace       string
	gradient    string
	epochs      int
	iterations  int
	batch       int
	rate        float64
	average     float64
	weightDecay float64
	patience    int
	seed        uint64
	checkpoint  string
	quiet       bool

	out, load  string
	samples    int
	resolution int
}

func parse(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("density", flag.ContinueOnError)
	f.SetOutput(stderr)
	columns, hidden := "", ""
	o.dataFlags(f, &columns)
	o.modelFlags(f, &hidden)
	o.trainFlags(f)
	o.outputFlags(f)
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() > 0 {
		return nil, errors.Errorf("argument %q is not a flag; try -data %s", f.Arg(0), f.Arg(0))
	}
	if columns != "" {
		o.columns = strings.Split(columns, ",")
	}
	var err error
	if o.hidden, err = parseSizes(hidden); err != nil {
		return nil, err
	}
	return o, o.check()
}

func (o *options) dataFlags(f *flag.FlagSet, columns *string) {
	f.StringVar(&o.source, "data", "zipcodes", "`what` to fit: zipcodes, a toy set (moons, 8gaussians, pinwheel, 2spirals, checkerboard, …), or a CSV file (.gz too)")
	f.StringVar(columns, "columns", "", "of the CSV file, by name or number, separated by commas; all if empty")
	f.IntVar(&o.points, "points", 20000, "number of points of a toy set")
	f.Float64Var(&o.holdOut, "holdout", 0.1, "share of the rows that are only scored; 1 with -load scores all")
}

func (o *options) modelFlags(f *flag.FlagSet, hidden *string) {
	f.StringVar(hidden, "hidden", "64,64", "units of the hidden layers")
	f.StringVar(&o.layer, "layer", string(dynamics.ConcatSquash), fmt.Sprintf("how layers know the time: one of %v", dynamics.Layers()))
	f.StringVar(&o.activation, "activation", string(dynamics.Tanh), fmt.Sprintf("one of %v", dynamics.Activations()))
	f.Float64Var(&o.detail, "detail", 0, "how many times finer than the data's deviation the network starts; 0: 16 for two columns, otherwise 1")
	f.StringVar(&o.dtype, "dtype", "float32", "number type of the computation: float32 or float64")
	f.StringVar(&o.solver, "solver", tableau.Bosh3.Name, fmt.Sprintf("one of %s", strings.Join(solverNames(), ", ")))
	f.Float64Var(&o.rtol, "rtol", 3e-3, "relative tolerance of the solver in training")
	f.Float64Var(&o.atol, "atol", 3e-3, "absolute tolerance of the solver in training, in deviations of the data")
	f.Float64Var(&o.accuracy, "accuracy", 1e-5, "both tolerances for scores, samples and pictures")
	f.StringVar(&o.trace, "trace", "exact", "of the Jacobian in training: exact or hutchinson (scores are always exact)")
	f.StringVar(&o.gradient, "gradient", "replay", "method: replay or backsolve")
}

func (o *options) trainFlags(f *flag.FlagSet) {
	f.IntVar(&o.epochs, "epochs", 0, "passes over the data; 0: see -iterations")
	f.IntVar(&o.iterations, "iterations", 2400, "training steps, where -epochs is 0")
	f.IntVar(&o.batch, "batch", 512, "rows in a step")
	f.Float64Var(&o.rate, "rate", 0.04, "highest learning rate; it rises over 5 % of the steps and falls along a cosine")
	f.Float64Var(&o.average, "average", 0.99, "decay of the mean of the weights that is kept; 0: the last ones")
	f.Float64Var(&o.weightDecay, "decay", 0, "weight decay of Adam")
	f.IntVar(&o.patience, "patience", 20, "stop after that many scores, one in 50 steps, without a better one; 0: never")
	f.Uint64Var(&o.seed, "seed", 1, "of everything random")
	f.StringVar(&o.checkpoint, "checkpoint", "", "`file` that holds the state of the training, and from which it goes on if it is there")
	f.BoolVar(&o.quiet, "quiet", false, "no progress bar")
}

func (o *options) outputFlags(f *flag.FlagSet) {
	f.StringVar(&o.out, "out", "out", "`folder` for density.png, training.png, model.gorgoflow and samples.csv")
	f.StringVar(&o.load, "load", "", "saved model `file` to score and sample instead of training one")
	f.IntVar(&o.samples, "samples", 0, "number of samples; 0: as many as there are rows, at most 50000")
	f.IntVar(&o.resolution, "resolution", 400, "columns of the grid on which the density is drawn")
}

func (o *options) check() error {
	for _, n := range []struct {
		name  string
		value int
		least int
	}{{"points", o.points, 2}, {"epochs", o.epochs, 0}, {"iterations", o.iterations, 1}, {"batch", o.batch, 1}, {"samples", o.samples, 0}, {"resolution", o.resolution, 2}} {
		if n.value < n.least {
			return errors.Errorf("-%s %d: want at least %d", n.name, n.value, n.least)
		}
	}
	if !(o.holdOut > 0 && (o.holdOut < 1 || o.holdOut == 1 && o.load != "")) {
		return errors.Errorf("-holdout %g: want a share above 0 and below 1 (or 1 with -load)", o.holdOut)
	}
	if !(o.detail >= 0 && o.detail < 1e6) {
		return errors.Errorf("-detail %g: want a number above 0", o.detail)
	}
	if o.dtype != "float32" && o.dtype != "float64" {
		return errors.Errorf("-dtype %q: want float32 or float64", o.dtype)
	}
	_, err := o.settings()
	return err
}

// settings of the flow, from the flags of the model.
func (o *options) settings() (*likelihood.Settings, error) {
	s := &likelihood.Settings{Solver: &integrate.Settings{RTol: o.rtol, ATol: o.atol}}
	if s.Solver.Tableau = method(o.solver); s.Solver.Tableau == nil {
		return nil, errors.Errorf("-solver %q: want one of %s", o.solver, strings.Join(solverNames(), ", "))
	}
	switch o.trace {
	case "exact":
	case "hutchinson":
		s.GradientTrace = &trace.Settings{Method: trace.Hutchinson}
	default:
		return nil, errors.Errorf("-trace %q: want exact or hutchinson", o.trace)
	}
	switch o.gradient {
	case "replay":
	case "backsolve":
		s.Gradient.Method = integrate.Backsolve
	default:
		return nil, errors.Errorf("-gradient %q: want replay or backsolve", o.gradient)
	}
	return s, nil
}

// solvers are those that control their error.
var solvers = []*tableau.Tableau{tableau.HeunEuler, tableau.Bosh3, tableau.Fehlberg45, tableau.Dopri5, tableau.Tsit5, tableau.DOP853}

func method(name string) *tableau.Tableau {
	for _, t := range solvers {
		if strings.EqualFold(t.Name, name) {
			return t
		}
	}
	return nil
}

func solverNames() (names []string) {
	for _, t := range solvers {
		names = append(names, t.Name)
	}
	return names
}

// parseSizes reads "64,64"; "" is a network without hidden layers.
func parseSizes(text string) ([]int, error) {
	sizes := []int{}
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == '-' }) {
		n, err := strconv.Atoi(field)
		if err != nil || n < 1 {
			return nil, errors.Errorf("-hidden %q: want whole numbers above 0 separated by commas", text)
		}
		sizes = append(sizes, n)
	}
	return sizes, nil
}
