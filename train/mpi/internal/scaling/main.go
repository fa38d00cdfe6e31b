// Scaling measures what exchange costs a training by ranks, and predicts it for more of them and for other networks.
//
//	mpirun -n 2 go run ./train/mpi/internal/scaling -blocks 8
package main

import (
	"context"
	"flag"
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

// Blocks of a rank, and their rows. The default gives a large batch 256, and a rank of many cores many blocks.
var (
	blocks    = flag.Int("blocks", 1, "blocks of a rank, 1 or a multiple of 8")
	blockRows = flag.Int("rows", 256, "rows of a block")
	fits      = flag.Bool("fit", true, "measure a training too")
)

// network is one that BENCHMARKS.md knows.
type network struct {
	name       string
	dim        int
	hidden     []int
	activation dynamics.Activation
	iterations int
	row        time.Duration // that a row of the batch costs each rank, whoever has it (the same gradient by rank 0 of 512 with one block)
	block      time.Duration // that a gradient of a block takes a core of a quiet machine (BENCHMARKS.md, by replay, one step size a row)
}

var networks = []network{
	{"2-64-64-64-2", 2, []int{64, 64, 64}, dynamics.Tanh, 40, 80 * time.Nanosecond, 9500 * time.Microsecond},
	{"43-860-860-43", 43, []int{860, 860}, dynamics.Softplus, 6, time.Microsecond, 291 * time.Millisecond},
}

func main() {
	flag.Parse()
	world, err := mpi.Join(context.Background())
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
	say("%d ranks with %d blocks of %d rows each, one worker a rank; %s", world.Size(), *blocks, *blockRows, strings.SplitN(world.Library(), "\n", 2)[0])
	here, err := thisMachine(world)
	if err != nil {
		return err
	}
	for _, n := range networks {
		m, err := n.measure(world)
		if err != nil {
			return err
		}
		quiet := n.block * time.Duration(*blocks) * time.Duration(*blockRows) / quietRows
		say("%s, %d numbers (%.2g MB): exchange without waiting %v, by the model %v, %.1f %% of %v, what the blocks take a quiet core",
			n.name, m.numbers, 8e-6*float64(m.numbers), m.alone, predict(here, world.Size(), *blocks, m.numbers, &n).exchange.Round(10*time.Microsecond), 100*share(m.alone, quiet), quiet)
		say("    a sum a block instead: %v, %.1f %%", m.each, 100*share(m.each, quiet))
		if *fits {
			say("    a training here: iteration %v, of which in exchange, waiting included, %v (%.1f %%)", m.iteration, m.exchange, 100*share(m.exchange, m.iteration))
		}
		for _, l := range links {
			for _, ranks := range []int{8, 64, 512} {
				p := predict(l, ranks, cores, m.numbers, &n)
				say("    %s, %d ranks of %d cores: exchange %v, for all rows %v, efficiency %.0f %%", l.name, ranks, cores, p.exchange.Round(10*time.Microsecond), p.whole.Round(100*time.Microsecond), 100*p.efficiency)
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
	each                       time.Duration // alone, if each block's sum were sent
}

func (n *network) measure(world *mpi.World) (m measured, err error) {
	field, err := dynamics.NewMLP(n.dim, &dynamics.MLPSettings{Hidden: n.hidden, Activation: n.activation, Seed: 1})
	if err != nil {
		return m, err
	}
	m.numbers = field.Params().Len()
	if m.alone, err = exchangeAlone(world, m.numbers, 1); err != nil {
		return m, err
	}
	if m.each, err = exchangeAlone(world, m.numbers, *blocks); err != nil || !*fits {
		return m, err
	}
	return m, n.fit(world, field, &m)
}

// fit trains for some iterations.
func (n *network) fit(world *mpi.World, field dynamics.Field, m *measured) error {
	flow, err := likelihood.New(field, &likelihood.Settings{GradientTrace: &trace.Settings{Method: trace.Hutchinson},
		Solver: &integrate.Settings{BlockRows: *blockRows, Workers: 1}})
	if err != nil {
		return err
	}
	watched := &watch{Peers: world}
	rows := *blocks * *blockRows * world.Size()
	result, err := train.Fit(context.Background(), flow, normal(rows, n.dim), &train.Settings{Iterations: n.iterations, Batch: rows, HoldOut: -1, Peers: watched,
		Progress: io.Discard, Schedule: func(iteration, total int) float64 { return watched.step() }})
	if err != nil {
		return err
	}
	var steps []time.Duration
	for i, r := range result.History[1:] {
		steps = append(steps, r.Elapsed-result.History[i].Elapsed)
	}
	m.iteration, m.exchange = median(steps), median(watched.steps)
	return nil
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

// exchangeAlone is what the exchanges of an iteration take: slices of so many sums to all, their totals to all, the
// losses of the rows, and a byte.
func exchangeAlone(world *mpi.World, numbers, sums int) (time.Duration, error) {
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
		}{{true, 8 * numbers / n * sums}, {false, 8 * numbers / n}, {false, 8 * *blocks * *blockRows}, {false, 1}} {
			if err := exchange(world, e.slices, e.bytes); err != nil {
				return 0, err
			}
		}
		took = append(took, time.Since(from))
	}
	return slices.Min(took), nil // what others do on the machine makes it longer
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
	latency := slices.Min(short).Seconds()
	return link{latency: latency, bandwidth: many * float64(world.Size()-1) / max(slices.Min(long).Seconds()-latency, 1e-9)}, nil
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
