// Several processes that share a run, as goroutines: they have the bits of one process, and end together where they are not
// of one run.

package train_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/internal/peers/inprocess"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// fitted is what a rank has in the end.
type fitted struct {
	weights []float64
	result  *train.Result
	err     error
}

// together fits on size ranks at once. change, if not nil, changes the settings of rank r.
func together(t *testing.T, size int, model func() train.Model, x [][]float64, s train.Settings, change func(r int, s *train.Settings)) []fitted {
	t.Helper()
	_, ranks := inprocess.New(size)
	all := make([]fitted, size)
	var group sync.WaitGroup
	for r := range ranks {
		group.Go(func() {
			own, m := *quiet(s), model()
			own.Peers = ranks[r]
			if change != nil {
				change(r, &own)
			}
			all[r].result, all[r].err = train.Fit(ctx, m, x, &own)
			all[r].weights = values(m)
		})
	}
	group.Wait()
	return all
}

// fewRows makes 13 row blocks of a batch of 50 rows.
var fewRows = integrate.Settings{BlockRows: 4, Lanes: 4, Workers: 2, RTol: 1e-3, ATol: 1e-3}

// stacked is a stack of two flows, whose norms and base move too.
func stacked(t *testing.T, s likelihood.StackSettings) func() train.Model {
	return func() train.Model {
		s := s
		s.Flow.Solver = &fewRows
		if s.Flow.TrainBase {
			s.Flow.Base = mixture(t)
		}
		var fields []dynamics.Field
		for seed := range uint64(2) {
			field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{4}, Seed: seed, Cond: 2})
			if err != nil {
				t.Error(err)
				return nil
			}
			fields = append(fields, field)
		}
		stack, err := likelihood.NewStack(fields, &s)
		if err != nil {
			t.Error(err)
			return nil
		}
		return stack
	}
}

// small is a flow of few units, whose row blocks have few rows.
func small(t *testing.T, s likelihood.Settings, net dynamics.MLPSettings) func() train.Model {
	trained := s.TrainBase
	return func() train.Model {
		s, net := s, net
		if trained {
			s.Base = mixture(t) // one for each model, since the base is trained
		}
		net.Hidden = []int{4}
		s.Solver = &fewRows
		field, err := dynamics.NewMLP(2, &net)
		if err != nil {
			t.Error(err)
			return nil
		}
		flow, err := likelihood.New(field, &s)
		if err != nil {
			t.Error(err)
			return nil
		}
		return flow
	}
}

func mixture(t *testing.T) base.Base {
	t.Helper()
	one, err := base.NewDiagonalGaussian([]float64{0, 1}, []float64{1, 2})
	must(t, err)
	other, err := base.NewDiagonalGaussian([]float64{1, 0}, []float64{2, 1})
	must(t, err)
	m, err := base.NewMixture([]float64{1, 2}, one, other)
	must(t, err)
	return m
}

type sharedRun struct {
	model    func() train.Model
	x        [][]float64
	settings train.Settings
}

// sharedRuns are runs in which everything that depends on the rows of a batch comes up.
func sharedRuns(t *testing.T) map[string]sharedRun {
	x := normal(70, 1)
	weights := make([]float64, len(x))
	for i := range weights {
		weights[i] = float64(i % 3)
	}
	all := likelihood.Penalties{Kinetic: 0.1, Frobenius: 0.1}
	first := train.Settings{Iterations: 3, Batch: 50, Seed: 4, ValidateEvery: 2, Average: 0.5}
	weighted, started, target, whole := first, first, first, first
	weighted.Weights, weighted.Condition = weights, x
	started.Start = &train.Settings{Objective: objective.FlowMatching{Coupling: objective.OptimalTransport}, Iterations: 2}
	target.Objective = objective.Target{LogDensity: func(x []float64) (float64, []float64) {
		return -x[0]*x[0] - x[1]*x[1], []float64{-2 * x[0], -2 * x[1]}
	}}
	target.Validation = x[:9]
	whole.Optimizer, whole.Batch, whole.HoldOut = optim.LBFGS{}, 0, -1
	stack := first
	stack.Condition = x
	return map[string]sharedRun{
		"stack": {stacked(t, likelihood.StackSettings{Flow: likelihood.Settings{Penalties: all, TrainBase: true, TrainTime: true},
			Norm: &likelihood.NormSettings{Ends: true}}), x, stack},
		"stack without norms": {stacked(t, likelihood.StackSettings{Columns: [][]int{{1, 0}, nil}}), x, stack},
		"stack with a lag":    {stacked(t, likelihood.StackSettings{Norm: &likelihood.NormSettings{Lag: 0.5}}), x, stack},
		"likelihood":          {small(t, likelihood.Settings{Penalties: all, GradientTrace: &trace.Settings{Method: trace.Hutchinson}, TrainTime: true}, dynamics.MLPSettings{}), x, first},
		"backsolve": {small(t, likelihood.Settings{Gradient: integrate.GradientSettings{Method: integrate.Backsolve}, TrainBase: true, TrainTime: true},
			dynamics.MLPSettings{Float64: true, Cond: 2}), x, weighted},
		"matching": {small(t, likelihood.Settings{Penalties: all}, dynamics.MLPSettings{}), x, started},
		"target":   {small(t, likelihood.Settings{}, dynamics.MLPSettings{}), nil, target},
		"LBFGS":    {small(t, likelihood.Settings{}, dynamics.MLPSettings{Float64: true}), x, whole},
	}
}

// TestPeersHaveTheBitsOfOne: several ranks come to the weights and the history of one rank, to the bit, whatever is
// descended and how, also where there are more ranks than row blocks.
func TestPeersHaveTheBitsOfOne(t *testing.T) {
	for name, run := range sharedRuns(t) {
		want := together(t, 1, run.model, run.x, run.settings, nil)[0]
		must(t, want.err)
		sizes := []int{3}
		if name == "likelihood" {
			sizes = []int{2, 3, 4, 8}
		}
		for _, size := range sizes {
			for r, got := range together(t, size, run.model, run.x, run.settings, nil) {
				must(t, got.err)
				if !slices.Equal(got.weights, want.weights) || !reflect.DeepEqual(history(got.result), history(want.result)) {
					t.Errorf("%s: rank %d of %d comes to %v, want %v as one rank", name, r, size, got.weights, want.weights)
				}
			}
		}
	}
}

// history is what a run has told, without times.
func history(r *train.Result) (list []train.Record) {
	for _, record := range r.History {
		record.Elapsed = 0
		if !record.Scored() { // NaN equals nothing
			record.Score = train.Score{}
		}
		list = append(list, record)
	}
	return list
}

// TestPeersResumeOnAnotherNumberOfRanks: a run that is interrupted on one rank ends on all ranks, and goes on with another
// number of ranks to the bits of a run that was not interrupted.
func TestPeersResumeOnAnotherNumberOfRanks(t *testing.T) {
	run := sharedRuns(t)["likelihood"]
	run.settings.Iterations = 7
	want := together(t, 1, run.model, run.x, run.settings, nil)[0]
	must(t, want.err)
	run.settings.Checkpoint, run.settings.Resume = filepath.Join(t.TempDir(), "checkpoint"), true
	for _, size := range []int{2, 3, 1} {
		limited, cancel := context.WithCancel(ctx)
		defer cancel()
		_, ranks := inprocess.New(size)
		var group sync.WaitGroup
		for r := range ranks {
			group.Go(func() {
				own, m := *quiet(run.settings), run.model()
				own.Peers = ranks[r]
				own.Recorder = afterSome{after: 3, stop: cancel, done: new(int)}
				alone := ctx
				if r == 0 {
					alone = limited
				}
				result, err := train.Fit(alone, m, run.x, &own)
				if err != nil && (!errors.Is(err, context.Canceled) || result.Status != train.Interrupted) {
					t.Errorf("rank %d: error %v, want an interruption or none", r, err)
				}
				if err == nil && !slices.Equal(values(m), want.weights) {
					t.Errorf("rank %d of %d, resumed: %v, in one: %v", r, size, values(m), want.weights)
				}
				if done := map[int]int{2: 3, 3: 6, 1: 7}[size]; result.Iterations != done {
					t.Errorf("%d iterations on %d ranks, want %d", result.Iterations, size, done)
				}
			})
		}
		group.Wait()
	}
}

// TestPeersOfAnotherRun: what differs between ranks is found before the first step. Each rank names the rank that differs,
// and in what.
func TestPeersOfAnotherRun(t *testing.T) {
	run := sharedRuns(t)["likelihood"]
	other := normal(70, 2)
	for field, change := range map[string]func(s *train.Settings){
		"Seed":             func(s *train.Settings) { s.Seed = 9 },
		"Batch":            func(s *train.Settings) { s.Batch = 20 },
		"Iterations":       func(s *train.Settings) { s.Iterations = 4 },
		"ClipNorm":         func(s *train.Settings) { s.ClipNorm = 1 },
		"Optimizer":        func(s *train.Settings) { s.Optimizer = optim.Adam{Rate: 1e-2} },
		"Schedule":         func(s *train.Settings) { s.Schedule = train.Constant },
		"hash of the data": func(s *train.Settings) { s.Validation = other[:7] },
		"Checkpoint":       func(s *train.Settings) { s.Checkpoint = filepath.Join(t.TempDir(), "c") },
	} {
		base := run.settings
		base.Validation = run.x[:7]
		for r, got := range together(t, 3, run.model, run.x, base, func(r int, s *train.Settings) {
			if r == 2 {
				change(s)
			}
		}) {
			var mismatch *train.MismatchError
			if !errors.As(got.err, &mismatch) || mismatch.Rank != 2 || mismatch.Field != field {
				t.Errorf("%s, rank %d: error %v, want a mismatch of rank 2", field, r, got.err)
			}
		}
	}
}

// TestPeersLearnOfAFailure: the failure of one rank, to read its data or to write, ends all ranks with the name of that
// rank.
func TestPeersLearnOfAFailure(t *testing.T) {
	run := sharedRuns(t)["likelihood"]
	for name, change := range map[string]func(s *train.Settings){
		"a recorder": func(s *train.Settings) { s.Recorder = refusing{} },
		"settings":   func(s *train.Settings) { s.Condition = run.x },
	} {
		for r, got := range together(t, 3, run.model, run.x, run.settings, func(r int, s *train.Settings) {
			if r == 0 {
				change(s)
			}
		}) {
			var of *train.PeerError
			if got.err == nil || r > 0 && (!errors.As(got.err, &of) || of.Rank != 0 || of.Reason == "") {
				t.Errorf("%s, rank %d: error %v, want a failure of rank 0", name, r, got.err)
			}
		}
	}
}

// TestPeersDivergeTogether: a row that cannot be used on one rank is a divergence on all ranks, as in one process, and the
// error names the row.
func TestPeersDivergeTogether(t *testing.T) {
	run := sharedRuns(t)["target"]
	run.settings.Objective = objective.Target{LogDensity: func(x []float64) (float64, []float64) {
		if x[0] > 2 { // a few of 50 draws
			return math.NaN(), []float64{0, 0}
		}
		return -x[0] * x[0], []float64{-2 * x[0], 0}
	}}
	for _, size := range []int{1, 3} {
		for r, got := range together(t, size, run.model, run.x, run.settings, nil) {
			if !errors.Is(got.err, train.ErrDiverged) || !strings.Contains(got.err.Error(), "the sample of") || got.result.Status != train.Diverged {
				t.Errorf("rank %d of %d: error %v, want a divergence that names the sample", r, size, got.err)
			}
		}
	}
}

// refusing is a recorder that cannot write.
type refusing struct{}

func (refusing) Init() error                { return nil }
func (refusing) Record(*train.Record) error { return errors.New("the disk is full") }

// TestPeersLoseARank: a rank that is lost during a step ends the others in that step or the next one.
func TestPeersLoseARank(t *testing.T) {
	run := sharedRuns(t)["likelihood"]
	run.settings.Iterations = 50
	world, ranks := inprocess.New(3)
	var group sync.WaitGroup
	for r := range ranks {
		group.Go(func() {
			own := *quiet(run.settings)
			own.Peers = ranks[r]
			own.Recorder = afterSome{after: 4, stop: func() { world.Leave(2, "killed") }, done: new(int)}
			result, err := train.Fit(ctx, run.model(), run.x, &own)
			var of *train.PeerError
			if !errors.As(err, &of) || !of.Lost || of.Rank != 2 || result.Status != train.Failed || result.Iterations < 4 || result.Iterations > 5 {
				t.Errorf("rank %d: error %v, %+v; want rank 2 lost after 4 or 5 iterations", r, err, result)
			}
		})
	}
	group.Wait()
}

// broken is a rank whose exchanges fail from one on.
type broken struct {
	peers.Peers
	from, done int
}

func (b *broken) Exchange(ctx context.Context, send, receive [][]byte) error {
	if b.done++; b.done >= b.from {
		return errors.New("no route to host")
	}
	return b.Peers.Exchange(ctx, send, receive)
}

// TestNoExchangeAfterAFailure: after an exchange that has failed, by whatever error, there is none any more, and no
// divergence is to blame.
func TestNoExchangeAfterAFailure(t *testing.T) {
	run := sharedRuns(t)["likelihood"]
	for from := 1; from < 20; from += 3 {
		world, ranks := inprocess.New(2)
		var group sync.WaitGroup
		for r := range ranks {
			group.Go(func() {
				own, mine := *quiet(run.settings), &broken{ranks[r], 1 << 30, 0}
				if own.Peers = mine; r == 1 {
					mine.from = from
				}
				result, err := train.Fit(ctx, run.model(), run.x, &own)
				if world.Leave(r, "ended"); r == 0 {
					return
				}
				var of *train.PeerError
				if !errors.As(err, &of) || !of.Lost || mine.done != from || result != nil && result.Status != train.Failed {
					t.Errorf("exchange %d fails: error %v, %+v, and %d more exchanges; want a lost rank and none", from, err, result, mine.done-from)
				}
			})
		}
		group.Wait()
	}
}

// TestLaunchedWithoutPeers: a process that mpirun has started with others refuses to train by itself without Peers.
func TestLaunchedWithoutPeers(t *testing.T) {
	for _, names := range [][2]string{{"PMI_SIZE", "PMI_RANK"}, {"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"}} {
		t.Run(names[0], func(t *testing.T) {
			t.Setenv(names[0], "4")
			t.Setenv(names[1], "2")
			x := normal(30, 1)
			if _, err := train.Fit(ctx, newGaussian(2), x, quiet(train.Settings{Iterations: 1})); !errors.Is(err, train.ErrSettings) {
				t.Errorf("by itself: error %v, want ErrSettings", err)
			}
			if _, err := train.Fit(ctx, newGaussian(2), x, quiet(train.Settings{Iterations: 1, Peers: train.Alone})); err != nil {
				t.Errorf("alone by its settings: error %v, want none", err)
			}
		})
	}
	if _, err := train.Fit(ctx, newGaussian(2), normal(30, 1), quiet(train.Settings{Peers: odd{}})); !errors.Is(err, train.ErrSettings) {
		t.Errorf("rank 3 of 2: error %v, want ErrSettings", err)
	}
}

// odd is a rank beyond the number of ranks.
type odd struct{}

func (odd) Rank() int                                          { return 3 }
func (odd) Size() int                                          { return 2 }
func (odd) Exchange(context.Context, [][]byte, [][]byte) error { return fmt.Errorf("not to be called") }

// TestPeersLearnOfWhatFailsBeforeTheFirstStep: settings that one rank alone refuses, and code of the caller's that
// panics on one rank alone, end all ranks with the name of that rank. They waited for it.
func TestPeersLearnOfWhatFailsBeforeTheFirstStep(t *testing.T) {
	run := sharedRuns(t)["likelihood"]
	for name, change := range map[string]func(s *train.Settings) context.Context{
		"a setting": func(s *train.Settings) context.Context { s.Average = 2; return ctx },
		"a schedule": func(s *train.Settings) context.Context {
			s.Schedule = func(int, int) float64 { panic("own") }
			return ctx
		},
		"an output":   func(s *train.Settings) context.Context { s.Progress = panicking{}; return ctx },
		"the context": func(s *train.Settings) context.Context { return nil },
	} {
		world, ranks := inprocess.New(3)
		var group sync.WaitGroup
		for r := range ranks {
			group.Go(func() {
				own, with := *quiet(run.settings), ctx
				if own.Peers = ranks[r]; r == 0 {
					with = change(&own)
				}
				_, err := train.Fit(with, run.model(), run.x, &own)
				if r == 0 {
					world.Leave(r, "ended") // ranks that would wait for it fail
				}
				var of *train.PeerError
				if err == nil || r > 0 && (!errors.As(err, &of) || of.Rank != 0 || of.Lost || of.Reason == "") {
					t.Errorf("%s, rank %d: error %v, want a failure of rank 0", name, r, err)
				}
			})
		}
		group.Wait()
	}
}

// panicking is an output that panics.
type panicking struct{}

func (panicking) Write([]byte) (int, error) { panic("own") }

// TestPeersGoOneWay: a schedule that is another one on one rank, where no comparison of settings looks, is a mismatch
// at the next score, and the checkpoint stays that of the score before. Ranks ended with different weights, without an
// error.
func TestPeersGoOneWay(t *testing.T) {
	run := sharedRuns(t)["likelihood"]
	run.settings.Iterations, run.settings.Schedule = 6, train.Constant
	want := together(t, 1, run.model, run.x, run.settings, nil)[0]
	run.settings.Checkpoint, run.settings.Resume = filepath.Join(t.TempDir(), "checkpoint"), true
	for r, got := range together(t, 3, run.model, run.x, run.settings, func(r int, s *train.Settings) {
		s.Schedule = func(iteration, total int) float64 {
			if total == 6 && iteration == 2 && r == 0 {
				return 0.5
			}
			return 1
		}
	}) {
		var of *train.MismatchError
		if !errors.As(got.err, &of) || of.Rank != 1 || got.result.Iterations != 4 || got.result.Best > 2 {
			t.Errorf("rank %d: error %v, %+v; want a mismatch of rank 1 after 4 iterations", r, got.err, got.result)
		}
	}
	for r, got := range together(t, 2, run.model, run.x, run.settings, nil) {
		if got.err != nil || !slices.Equal(got.weights, want.weights) {
			t.Errorf("rank %d, resumed: error %v, weights %v; want %v as in one", r, got.err, got.weights, want.weights)
		}
	}
}

// TestPeersAskASchedule: a schedule that is a table of the run's iterations is asked for no others, in either phase.
func TestPeersAskASchedule(t *testing.T) {
	run := sharedRuns(t)["matching"]
	run.settings.Schedule = func(iteration, _ int) float64 { return []float64{0, 1, 0.5}[iteration] }
	start := *run.settings.Start
	start.Schedule = func(iteration, _ int) float64 { return []float64{1, 0.5}[iteration] }
	run.settings.Start = &start
	want := together(t, 1, run.model, run.x, run.settings, nil)[0]
	must(t, want.err)
	for r, got := range together(t, 2, run.model, run.x, run.settings, nil) {
		if got.err != nil || !slices.Equal(got.weights, want.weights) {
			t.Errorf("rank %d: error %v, weights %v; want %v as in one", r, got.err, got.weights, want.weights)
		}
	}
}

// TestPeersLearnOfTheLastCheckpoint: a checkpoint that cannot be written where a run ends, which rank 0 alone writes, ends all
// ranks by an error. The others ended well.
func TestPeersLearnOfTheLastCheckpoint(t *testing.T) {
	run, folder := sharedRuns(t)["likelihood"], filepath.Join(t.TempDir(), "gone")
	must(t, os.Mkdir(folder, 0o777))
	run.settings.Checkpoint, run.settings.Resume = filepath.Join(folder, "checkpoint"), true
	must(t, together(t, 1, run.model, run.x, run.settings, nil)[0].err)
	run.settings.Recorder = begins(func() error { return os.RemoveAll(folder) }) // of a run that has no step left
	for r, got := range together(t, 2, run.model, run.x, run.settings, nil) {
		var of *train.PeerError
		if got.result == nil || got.result.Status != train.Failed || r == 0 && !errors.Is(got.err, os.ErrNotExist) || r == 1 && !(errors.As(got.err, &of) && of.Rank == 0) {
			t.Errorf("rank %d: %+v, error %v; want a failure of rank 0", r, got.result, got.err)
		}
	}
}

// begins is a recorder that does something before the first iteration.
type begins func() error

func (b begins) Init() error { return b() }

func (begins) Record(*train.Record) error { return nil }

// TestPeersOfOneFit: a Fit with the Peers of another one, which its recorder calls, is refused without an exchange. The
// ranks took data of one for data of the other.
func TestPeersOfOneFit(t *testing.T) {
	run := sharedRuns(t)["likelihood"]
	for r, got := range together(t, 2, run.model, run.x, run.settings, func(_ int, s *train.Settings) {
		within := *s
		s.Recorder = each(func(*train.Record) error {
			if _, err := train.Fit(ctx, newGaussian(2), run.x, &within); !errors.Is(err, train.ErrSettings) {
				t.Errorf("within a Fit: error %v, want ErrSettings", err)
			}
			return nil
		})
	}) {
		if got.err != nil {
			t.Errorf("rank %d: %v", r, got.err)
		}
	}
}

// alone is an objective whose loss fails on one rank before any work that ranks share.
type alone struct {
	objective.MaximumLikelihood
	fails bool
}

func (a alone) Bind(m objective.Model, rows int) (objective.Loss, error) {
	l, err := a.MaximumLikelihood.Bind(m, rows)
	return failsAlone{l, a.fails}, err
}

type failsAlone struct {
	objective.Loss
	fails bool
}

func (f failsAlone) Gradient(ctx context.Context, b *objective.Batch) (*likelihood.Gradient, error) {
	if f.fails {
		return nil, errBroken
	}
	return f.Loss.Gradient(ctx, b)
}

// TestOwnErrorsOutliveTheExchange: a rank that fails alone where others share work has its own error, and not that of the
// exchange in which it cannot tell them. The others end too.
func TestOwnErrorsOutliveTheExchange(t *testing.T) {
	run := sharedRuns(t)["likelihood"]
	for r, got := range together(t, 3, run.model, run.x, run.settings, func(r int, s *train.Settings) { s.Objective = alone{fails: r == 1} }) {
		if got.err == nil || r == 1 && !errors.Is(got.err, errBroken) {
			t.Errorf("rank %d: error %v, want an error, of rank 1 its own", r, got.err)
		}
	}
}

// convergesAlone is an optimiser that has converged before the third step on one rank.
type convergesAlone struct {
	optim.Adam
	here func() bool // which no comparison of settings looks at
}

func (o convergesAlone) Start(params []*graph.Param, from *optim.State) (optim.Run, error) {
	r, err := o.Adam.Start(params, from)
	return &convergedRun{r, o.here(), 0}, err
}

type convergedRun struct {
	optim.Run
	here  bool
	steps int
}

func (r *convergedRun) Step(at *optim.Point, factor float64) error {
	if r.steps++; r.here && r.steps == 3 {
		return optim.ErrConverged
	}
	return r.Run.Step(at, factor)
}

// TestPeersEndTogether: no rank ends well where the others do not. One whose optimiser had converged there alone did.
func TestPeersEndTogether(t *testing.T) {
	run := sharedRuns(t)["likelihood"]
	run.settings.Iterations = 4 // after three there is no score
	for _, share := range []float64{0, -1} {
		world, ranks := inprocess.New(2)
		var group sync.WaitGroup
		for r := range ranks {
			group.Go(func() {
				own := *quiet(run.settings)
				own.Peers, own.HoldOut, own.Optimizer = ranks[r], share, convergesAlone{here: func() bool { return r == 1 }}
				result, err := train.Fit(ctx, run.model(), run.x, &own)
				if world.Leave(r, "ended"); err == nil { // a rank that would wait for this one fails
					t.Errorf("rank %d, HoldOut %g: %+v without an error", r, share, result)
				}
			})
		}
		group.Wait()
	}
}
