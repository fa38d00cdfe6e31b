// Scaling measures what exchange costs a training by ranks, and predicts it for more of them and for other networks.
//
//	mpirun -n 2 go run ./train/mpi/internal/scaling
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/mpi"
)

// blockRows is the rows of a block, of which each rank has one here: as many as the default gives a large batch.
const blockRows = 256

// network is one that BENCHMARKS.md knows.
type network struct {
	name       string
	dim        int
	hidden     []int
	activation dynamics.Activation
	iterations int
	block      time.Duration // that a gradient of a block takes a core of a quiet machine (BENCHMARKS.md, by replay, one step size a row)
}

var networks = []network{
	{"2-64-64-64-2", 2, []int{64, 64, 64}, dynamics.Tanh, 40, 9500 * time.Microsecond},
	{"43-860-860-43", 43, []int{860, 860}, dynamics.Softplus, 6, 291 * time.Millisecond},
}

func main() {
	world, err := mpi.Join()
	if err != nil {
		log.Fatal(err)
	}
	if err := report(world); err != nil {
		world.Leave(err)
		log.Fatal(err)
	}
	if err := world.Close(); err != nil {
		log.Fatal(err)
	}
}

// report prints both, on rank 0.
func report(world *mpi.World) error {
	say := func(format string, values ...any) {
		if world.Rank() == 0 {
			fmt.Printf(format+"\n", values...)
		}
	}
	say("%d ranks with a block of %d rows each, one worker a rank; %s", world.Size(), blockRows, strings.SplitN(world.Library(), "\n", 2)[0])
	here, err := thisMachine(world)
	if err != nil {
		return err
	}
	for _, n := range networks {
		m, err := n.measure(world)
		if err != nil {
			return err
		}
		say("%s, %d numbers (%.2g MB): iteration %v, of which in exchange, waiting included, %v (%.1f %%); exchange without waiting %v (%.1f %%), by the model %v",
			n.name, m.numbers, 8e-6*float64(m.numbers), m.iteration, m.exchange, 100*share(m.exchange, m.iteration), m.alone, 100*share(m.alone, m.iteration), predict(here, world.Size(), 1, m.numbers, n.block).exchange.Round(10*time.Microsecond))
		for _, l := range links {
			for _, ranks := range []int{8, 64, 512} {
				p := predict(l, ranks, cores, m.numbers, n.block)
				say("    %s, %d ranks of %d cores: exchange %v, efficiency %.0f %%", l.name, ranks, cores, p.exchange.Round(10*time.Microsecond), 100*p.efficiency)
			}
		}
	}
	return nil
}

func share(part, of time.Duration) float64 { return part.Seconds() / of.Seconds() }

// measured is what an iteration takes.
type measured struct {
	numbers                    int           // of a gradient
	iteration, exchange, alone time.Duration // alone: the same exchange by ranks that come to it together
}

func (n *network) measure(world *mpi.World) (m measured, err error) {
	field, err := dynamics.NewMLP(n.dim, &dynamics.MLPSettings{Hidden: n.hidden, Activation: n.activation, Seed: 1})
	if err != nil {
		return m, err
	}
	flow, err := likelihood.New(field, &likelihood.Settings{GradientTrace: &trace.Settings{Method: trace.Hutchinson},
		Solver: &integrate.Settings{BlockRows: blockRows, Workers: 1}})
	if err != nil {
		return m, err
	}
	watched := &watch{Peers: world}
	rows := blockRows * world.Size()
	result, err := train.Fit(context.Background(), flow, normal(rows, n.dim), &train.Settings{Iterations: n.iterations, Batch: rows, HoldOut: -1, Peers: watched,
		Progress: io.Discard, Schedule: func(iteration, total int) float64 { return watched.step() }})
	if err != nil {
		return m, err
	}
	var steps []time.Duration
	for i, r := range result.History[1:] {
		steps = append(steps, r.Elapsed-result.History[i].Elapsed)
	}
	m = measured{numbers: field.Params().Len(), iteration: median(steps), exchange: median(watched.steps)}
	m.alone, err = exchangeAlone(world, m.numbers)
	return m, err
}

func normal(rows, dim int) [][]float64 {
	random, x := rand.New(rand.NewPCG(1, 1)), make([][]float64, rows)
	for i := range x {
		for range dim {
			x[i] = append(x[i], random.NormFloat64())
		}
	}
	return x
}

// watch is peers whose exchanges are timed.
type watch struct {
	train.Peers
	spent time.Duration
	steps []time.Duration
}

func (w *watch) Exchange(ctx context.Context, send, receive [][]byte) error {
	defer func(from time.Time) { w.spent += time.Since(from) }(time.Now())
	return w.Peers.Exchange(ctx, send, receive)
}

// step ends the exchanges of an iteration.
func (w *watch) step() float64 {
	w.steps, w.spent = append(w.steps, w.spent), 0
	return 1
}

// exchangeAlone is what the exchanges of an iteration take: slices of a block's sums to all, their totals to all, the losses of the rows, and a byte.
func exchangeAlone(world *mpi.World, numbers int) (time.Duration, error) {
	n := world.Size()
	var took []time.Duration
	for range 20 {
		if err := exchange(world, false, 1); err != nil {
			return 0, err
		}
		from := time.Now()
		for _, e := range []struct {
			slices bool
			bytes  int
		}{{true, 8 * numbers / n}, {false, 8 * numbers / n}, {false, 8 * blockRows}, {false, 1}} {
			if err := exchange(world, e.slices, e.bytes); err != nil {
				return 0, err
			}
		}
		took = append(took, time.Since(from))
	}
	return median(took), nil
}

// thisMachine is the link between the ranks here: its latency by a byte, its bandwidth by some megabytes, copies included.
func thisMachine(world *mpi.World) (link, error) {
	const many = 4 << 20
	var short, long []time.Duration
	for range 20 {
		for _, e := range []struct {
			bytes int
			took  *[]time.Duration
		}{{1, &short}, {many, &long}} {
			from := time.Now()
			if err := exchange(world, true, e.bytes); err != nil {
				return link{}, err
			}
			*e.took = append(*e.took, time.Since(from))
		}
	}
	latency := median(short).Seconds()
	return link{latency: latency, bandwidth: many * float64(world.Size()-1) / max(median(long).Seconds()-latency, 1e-9)}, nil
}

// exchange sends so many bytes to each rank: others to each, or the same to all.
func exchange(world *mpi.World, others bool, size int) error {
	n := world.Size()
	send, receive := [][]byte{make([]byte, size)}, make([][]byte, n)
	for r := range receive {
		receive[r] = make([]byte, size)
		if others && r > 0 {
			send = append(send, make([]byte, size))
		}
	}
	return world.Exchange(context.Background(), send, receive)
}

func median(d []time.Duration) time.Duration {
	d = slices.Sorted(slices.Values(d))
	return d[len(d)/2]
}
