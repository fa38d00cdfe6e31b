// Runs under the mpirun that GORGOFLOW_MPIRUN names (.ci/mpi sets it): the test is then its own program.

package mpi_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/mpi"
	"github.com/gorgoflow/gorgoflow/train/objective"
)

// The environment of a rank says that the process is a rank, the file of its checkpoint, and what sets a rank apart.
const (
	isRank     = "GORGOFLOW_TEST_RANK"
	checkpoint = "GORGOFLOW_TEST_CHECKPOINT"
	killed     = "GORGOFLOW_TEST_KILLED" // a rank that is killed in a step
	reseeded   = "GORGOFLOW_TEST_SEED"   // a rank with another seed
	closing    = "GORGOFLOW_TEST_CLOSE"  // a rank that closes instead of fitting
	patience   = "GORGOFLOW_TEST_JOIN"   // how long a rank waits for the others in Join
	apart      = "GORGOFLOW_TEST_APART"  // a rank that computes its gradient twice
	panicking  = "GORGOFLOW_TEST_PANIC"  // a rank whose schedule reads by a nil pointer
	again      = "GORGOFLOW_TEST_AGAIN"  // a rank that joins twice
)

func TestMain(m *testing.M) {
	if os.Getenv(isRank) == "" {
		os.Exit(m.Run())
	}
	if err := rank(); err != nil {
		fmt.Fprintf(os.Stderr, "ended by: %v\n", err)
		os.Exit(1)
	}
}

func join() (*mpi.World, error) {
	ctx := context.Background()
	if limit, err := time.ParseDuration(os.Getenv(patience)); err == nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	return mpi.Join(ctx)
}

// rank fits a small flow, and prints a hash of its weights on every rank.
func rank() error {
	world, err := join()
	if err != nil {
		return err
	}
	if os.Getenv(closing) == strconv.Itoa(world.Rank()) {
		return world.Close()
	}
	if os.Getenv(again) == strconv.Itoa(world.Rank()) {
		_, err := mpi.Join(context.Background())
		fmt.Println("joins again:", err)
	}
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{8}, Seed: 1})
	if err != nil {
		return err
	}
	flow, err := likelihood.New(field, &likelihood.Settings{Solver: &integrate.Settings{BlockRows: 4, Lanes: 4, Workers: 1}, Penalties: likelihood.Penalties{Kinetic: 0.1}})
	if err != nil {
		return err
	}
	s := &train.Settings{Iterations: 20, Batch: 60, Seed: 3, ValidateEvery: 5, Average: 0.9, Peers: world, Checkpoint: os.Getenv(checkpoint),
		Resume: os.Getenv(checkpoint) != "", Schedule: func(iteration, total int) float64 {
			if total == 20 && iteration == 12 && os.Getenv(killed) == strconv.Itoa(world.Rank()) {
				self, _ := os.FindProcess(os.Getpid())
				_ = self.Kill()
				select {}
			}
			if total == 20 && iteration == 12 && os.Getenv(panicking) == strconv.Itoa(world.Rank()) {
				return *none
			}
			return 1
		}}
	if os.Getenv(apart) == strconv.Itoa(world.Rank()) {
		s.Objective = twice{}
	}
	if os.Getenv(reseeded) == strconv.Itoa(world.Rank()) && world.Size() > 1 {
		s.Seed = 4
	}
	result, err := train.Fit(context.Background(), flow, rows(), s)
	if err != nil {
		world.Leave(err)
		return err
	}
	h := fnv.New64a()
	for _, p := range flow.Params() {
		_ = binary.Write(h, binary.LittleEndian, p.Values())
	}
	fmt.Printf("weights %016x, held out %v, %d iterations\n", h.Sum64(), result.Score.Mean, result.Iterations)
	return world.Close()
}

var none *float64

// twice is an objective that computes the gradient once more in the third step. It goes by the name of its own.
type twice struct{ objective.MaximumLikelihood }

func (o twice) Bind(m objective.Model, rows int) (objective.Loss, error) {
	l, err := o.MaximumLikelihood.Bind(m, rows)
	return &twiceLoss{l, 0}, err
}

type twiceLoss struct {
	objective.Loss
	steps int
}

func (l *twiceLoss) Gradient(ctx context.Context, b *objective.Batch) (*likelihood.Gradient, error) {
	if l.steps++; l.steps == 3 {
		if _, err := l.Loss.Gradient(ctx, b); err != nil {
			return nil, err
		}
	}
	return l.Loss.Gradient(ctx, b)
}

func rows() [][]float64 {
	x := make([][]float64, 200)
	for i := range x {
		u, v := float64(i%20)/5-2, float64(i%7)/7-0.5
		x[i] = []float64{3 + 2*u, u*u + v}
	}
	return x
}

// shelled is a command of a shell for a program whose end by a signal is not the shell's. The launcher of MPICH kills all
// ranks where a process that it has started itself is killed, whatever its options.
const shelled = `trap "" USR1; %s; exit $?`

// leaves says whether the launcher leaves ranks alone when one is killed.
func leaves() bool { return os.Getenv("GORGOFLOW_MPIRUN_LEAVES") != "" }

// run starts n ranks with an environment, the first of them with a command before its own, and returns what the ranks have
// printed.
func run(t *testing.T, n int, first string, environment ...string) (printed string, err error) {
	t.Helper()
	launcher := strings.Fields(os.Getenv("GORGOFLOW_MPIRUN"))
	if len(launcher) == 0 {
		t.Skip("GORGOFLOW_MPIRUN names no mpirun")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := "exec " + self
	if leaves() {
		command = fmt.Sprintf(shelled, self)
	}
	arguments := append(launcher[1:], "-n", "1", "sh", "-c", first+" "+command)
	if n > 1 {
		arguments = append(arguments, ":", "-n", strconv.Itoa(n-1), "sh", "-c", command)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, launcher[0], arguments...)
	c.Env = append(append(os.Environ(), isRank+"=1"), environment...)
	c.WaitDelay = time.Second
	out, err := c.CombinedOutput()
	if ctx.Err() != nil {
		t.Fatalf("does not end; it has printed %s", out)
	}
	return string(out), err
}

var weights = regexp.MustCompile(`weights .*`)

// alone is the line of weights that one process prints.
func alone(t *testing.T) string {
	t.Helper()
	printed, err := run(t, 1, "")
	if err != nil {
		t.Fatalf("%v: %s", err, printed)
	}
	return weights.FindString(printed)
}

// checkSame wants every rank to have printed the weights of one process.
func checkSame(t *testing.T, n int, printed string, err error, want string) {
	t.Helper()
	got := weights.FindAllString(printed, -1)
	if err != nil || len(got) != n {
		t.Fatalf("%d lines of weights, error %v; want %d: %s", len(got), err, n, printed)
	}
	for _, line := range got {
		if line != want {
			t.Errorf("%d ranks: %s, want %s as by one", n, line, want)
		}
	}
}

// TestBitsUnderMPI: several ranks end with the bits of one rank, also where a rank has other instructions than the rest.
func TestBitsUnderMPI(t *testing.T) {
	want := alone(t)
	for _, n := range []int{2, 3, 4, 8} {
		printed, err := run(t, n, "")
		checkSame(t, n, printed, err, want)
	}
	printed, err := run(t, 2, "GORGOFLOW_CPU=AVX2")
	checkSame(t, 2, printed, err, want)
}

// TestKillUnderMPI: a rank that is killed in a step ends all ranks, each by an error that names the killed rank where the
// launcher leaves the others alone. The run goes on from its checkpoint with another number of ranks, to the bits of a run
// without the kill.
func TestKillUnderMPI(t *testing.T) {
	want := alone(t)
	for _, rank := range []string{"2", "0"} {
		file := checkpoint + "=" + filepath.Join(t.TempDir(), "checkpoint")
		printed, _ := run(t, 4, "", file, killed+"="+rank) // how the launcher ends is its own affair
		if weights.MatchString(printed) {
			t.Errorf("goes on without rank %s: %s", rank, printed)
		}
		if names := "rank " + rank; os.Getenv("GORGOFLOW_MPIRUN_NAMES") != "" && !strings.Contains(printed, names) {
			t.Errorf("does not name rank %s: %s", rank, printed)
		}
		if speak := "rank " + rank + " is gone"; leaves() && strings.Count(printed, speak) < 3 {
			t.Errorf("not all ranks name rank %s: %s", rank, printed)
		}
		printed, err := run(t, 3, "", file)
		checkSame(t, 3, printed, err, want)
	}
}

// TestMismatchUnderMPI: a rank with another seed ends the run before the first step, by an error that names the rank.
func TestMismatchUnderMPI(t *testing.T) {
	printed, err := run(t, 3, "", reseeded+"=1")
	if weights.MatchString(printed) || !strings.Contains(printed, "rank 1 has Seed 4, rank 0 has 3") {
		t.Errorf("error %v, want one that names rank 1: %s", err, printed)
	}
}

// TestCloseUnderMPI: a rank that closes its World while the others exchange, or wait for it to, ends them by an error
// that names it. They waited for ever.
func TestCloseUnderMPI(t *testing.T) {
	for _, rank := range []string{"1", "0"} {
		printed, err := run(t, 3, "", closing+"="+rank)
		if weights.MatchString(printed) || !strings.Contains(printed, "rank "+rank+" is gone: it has closed") {
			t.Errorf("error %v, want one that names rank %s: %s", err, rank, printed)
		}
	}
}

// TestJoinUnderMPI: ranks end with their context while one of them is not there yet. They waited for it, however long.
func TestJoinUnderMPI(t *testing.T) {
	printed, err := run(t, 3, "sleep 4;", patience+"=1s") // how the launcher ends is its own affair
	if weights.MatchString(printed) || !strings.Contains(printed, "not all ranks have called Join: context deadline exceeded") {
		t.Errorf("error %v, want one of the context: %s", err, printed)
	}
}

// TestOtherExchangesUnderMPI: a rank that does other shared work than the others ends all of them by an error that
// names it. With MPICH they waited for ever. A library may also deliver what the rank has sent, in which case what came
// for the length of a text is none.
func TestOtherExchangesUnderMPI(t *testing.T) {
	named := regexp.MustCompile(`rank 1 is gone: it (exchanges something else than rank 0|announces \d+ bytes)`)
	printed, err := run(t, 3, "", apart+"=1")
	if weights.MatchString(printed) || !named.MatchString(printed) {
		t.Errorf("error %v, want one that names rank 1: %s", err, printed)
	}
}

// TestPanicUnderMPI: code of the caller's that reads by a nil pointer ends all ranks by the error of a panic. A part of
// MPICH took the signal for its own, and ended the process.
func TestPanicUnderMPI(t *testing.T) {
	printed, err := run(t, 3, "", panicking+"=1")
	if weights.MatchString(printed) || !strings.Contains(printed, "ended by: train: ") || !strings.Contains(printed, "panicked: runtime error: invalid memory address") {
		t.Errorf("error %v, want one of the panic: %s", err, printed)
	}
}

// TestJoinTwiceUnderMPI: a second call of Join is refused, and the training goes on. The library ended all ranks for it.
func TestJoinTwiceUnderMPI(t *testing.T) {
	want := alone(t)
	printed, err := run(t, 2, "", again+"=1")
	checkSame(t, 2, printed, err, want)
	if !strings.Contains(printed, "joins again: train/mpi: Join has been called in this process before") {
		t.Errorf("joins twice: %s", printed)
	}
}
