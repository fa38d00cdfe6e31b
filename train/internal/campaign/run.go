// How a campaign runs: trial after trial, each with a seed and a watchdog, and with panics recovered.
package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"runtime/pprof"
	"time"
)

// campaign is a kind of trial.
type campaign struct {
	name, about string
	trial       func(t *trial)
}

// trialLimit is the time after which a trial that is still running, or one call of a soak, hangs.
const trialLimit = 3 * time.Minute

// runAll runs campaigns one after another and reports whether all of them passed.
func runAll(ctx context.Context, chosen []campaign, seed uint64, count int, duration time.Duration) (clean bool) {
	clean = true
	for _, c := range chosen {
		r := c.run(ctx, seed, count, duration)
		fmt.Println(r)
		clean = clean && r.findings == 0
	}
	return clean && ctx.Err() == nil
}

// run tries one seed after another until the count or the time is up.
func (c *campaign) run(ctx context.Context, seed uint64, count int, duration time.Duration) *report {
	r := newReport(c.name, seed)
	if count == 0 {
		limited, cancel := context.WithTimeout(ctx, duration)
		defer cancel()
		ctx = limited
	}
	for i := 0; ctx.Err() == nil && (count == 0 || i < count); i++ {
		c.one(ctx, r, seed+uint64(i))
		r.trials++
	}
	r.end()
	return r
}

// one runs the trial of a seed.
func (c *campaign) one(ctx context.Context, r *report, seed uint64) {
	t := &trial{ctx: ctx, report: r, seed: seed, rng: rand.New(rand.NewPCG(seed, 10))}
	defer func() { os.RemoveAll(t.dir) }()
	t.watchdog = time.AfterFunc(trialLimit, func() { t.hang(c.name) })
	defer t.watchdog.Stop()
	defer func() {
		if p := recover(); p != nil {
			t.found("panic: %v\n%s", p, debug.Stack())
		}
	}()
	c.trial(t)
}

// trial is one attempt to find something.
type trial struct {
	*report
	ctx  context.Context // ends when the campaign's time is up
	dir  string          // see folder
	seed uint64
	rng  *rand.Rand

	watchdog *time.Timer
}

// folder is a folder for the trial's files, which is removed with its files after the trial.
func (t *trial) folder() string {
	if t.dir == "" {
		dir, err := os.MkdirTemp("", "campaign")
		if err != nil {
			panic(err)
		}
		t.dir = dir
	}
	return t.dir
}

// more reports whether there is time to go on: a trial of many parts ends between two of them.
func (t *trial) more() bool { return t.ctx.Err() == nil }

// found reports a finding: behaviour that breaks a promise.
func (t *trial) found(format string, args ...any) {
	t.findings++
	fmt.Printf("FOUND by %s -seed %d -count 1: %s\n", t.name, t.seed, fmt.Sprintf(format, args...))
}

// hang ends the program: nothing stops a goroutine that does not return.
func (t *trial) hang(name string) {
	fmt.Printf("FOUND by %s -seed %d -count 1: a trial takes longer than %v\n", name, t.seed, trialLimit)
	pprof.Lookup("goroutine").WriteTo(os.Stdout, 2)
	os.Exit(1)
}

// chance is true with probability p.
func (t *trial) chance(p float64) bool { return t.rng.Float64() < p }

// pick draws one of the values.
func pick[V any](rng *rand.Rand, values ...V) V { return values[rng.IntN(len(values))] }
