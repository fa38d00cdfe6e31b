// Many calls of every kind: memory, goroutines and file descriptors do not grow.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
)

// soakCalls is the number of calls of a trial (flag -calls), the first quarter of which warms up.
var soakCalls = 20_000

// fewCalls is the number of calls, before and after warming up, below which a trial says nothing.
const fewCalls = 300

// holding is the memory, goroutines and descriptors of the process.
type holding struct {
	heap, total uint64 // bytes in use, and taken from the system
	goroutines  int
	descriptors int // −1 where they cannot be counted
}

// String is what a report shows.
func (h holding) String() string {
	return fmt.Sprintf("heap %.1f MB of %.0f MB, %d goroutines, %d descriptors", float64(h.heap)/(1<<20), float64(h.total)/(1<<20), h.goroutines, h.descriptors)
}

// settled waits for goroutines that are about to end, and collects garbage.
func settled(goroutines int) holding {
	for i := 0; i < 50 && runtime.NumGoroutine() > goroutines; i++ {
		time.Sleep(20 * time.Millisecond)
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // a sync.Pool's values are freed by the second collection
	runtime.ReadMemStats(&m)
	h := holding{m.HeapAlloc, m.Sys - m.HeapReleased, runtime.NumGoroutine(), -1}
	if open, err := os.ReadDir("/proc/self/fd"); err == nil {
		h.descriptors = len(open)
	}
	return h
}

// trySoak calls one model and makes others, and compares what the process holds at the end with what it held after a
// quarter.
func trySoak(t *trial) {
	p := randomPlan(t.rng)
	m, err := p.make(0)
	if err != nil {
		t.found("%v: %v", p, err)
		return
	}
	s := &soak{trial: t, p: p, m: m, rows: drawRows(t.rng, 64, m.Dim()), begin: time.Now()}
	base := runtime.NumGoroutine()
	for s.calls < soakCalls/4 && s.left(0.25) {
		s.one()
	}
	warm, at := settled(base), s.calls
	for s.calls < soakCalls && s.left(0.9) {
		s.one()
	}
	end := settled(warm.goroutines)
	t.add("calls", s.calls)
	if at < fewCalls || s.calls-at < fewCalls {
		t.add("trials too short", 1)
		return
	}
	t.add("calls after warming up", s.calls-at)
	fmt.Printf("soak -seed %d: after %d calls %v; after %d calls %v\n", t.seed, at, warm, s.calls, end)
	if grown := int64(end.heap) - int64(warm.heap); grown > 2<<20+int64(s.calls-at)*16 {
		t.found("%v: after %d calls the heap has %d bytes, after %d calls %d", p, at, warm.heap, s.calls, end.heap)
	}
	if end.goroutines > warm.goroutines || end.descriptors > warm.descriptors {
		var stacks bytes.Buffer
		pprof.Lookup("goroutine").WriteTo(&stacks, 1)
		t.found("%v: goroutines %d, then %d; descriptors %d, then %d: %s", p, warm.goroutines, end.goroutines, warm.descriptors, end.descriptors, &stacks)
	}
}

// soak is a series of calls.
type soak struct {
	*trial
	p     *plan
	m     model
	rows  [][]float64
	calls int
	begin time.Time
}

// left reports whether a share of the campaign's time is still left. Without a time limit it counts calls.
func (s *soak) left(share float64) bool {
	end, limited := s.ctx.Deadline()
	return s.more() && (!limited || time.Since(s.begin) < time.Duration(share*float64(end.Sub(s.begin))))
}

// one makes one call. Many calls fail, or are cancelled.
func (s *soak) one() {
	s.calls++
	s.watchdog.Reset(trialLimit)
	n := 1 + s.rng.IntN(len(s.rows))
	r := &likelihood.LogProbRequest{Condition: condition(s.rng, s.m, n)}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if s.chance(0.2) {
		timer := time.AfterFunc(time.Duration(s.rng.IntN(2000))*time.Microsecond, cancel)
		defer timer.Stop()
	}
	switch kind := s.rng.IntN(100); {
	case kind < 40:
		s.m.LogProbWith(ctx, s.rows[:n], r)
	case kind < 60:
		s.m.SampleWith(ctx, n, s.rng.Uint64(), &likelihood.SampleRequest{Condition: r.Condition})
	case kind < 80:
		s.m.Gradient(ctx, s.rows[:n], &likelihood.GradientRequest{Condition: r.Condition})
	case kind < 90:
		s.m.LogProbWith(ctx, [][]float64{make([]float64, s.m.Dim()+1)}, r)
	case kind < 98:
		s.files()
	case kind < 99:
		s.p.make(0)
	default:
		train.Fit(ctx, s.m, s.rows, &train.Settings{Iterations: 2, Batch: 8, Condition: condition(s.rng, s.m, len(s.rows)), Checkpoint: filepath.Join(s.folder(), "run")})
	}
}

// files saves a model, and reads a truncated file.
func (s *soak) files() {
	path := filepath.Join(s.folder(), "model")
	saved(s.m).SaveFile(path)
	file, _ := os.ReadFile(path)
	s.p.load(file[:len(file)/2])
	likelihood.LoadFile(filepath.Join(s.folder(), "none"))
}
