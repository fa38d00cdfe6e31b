// What a campaign has tried and found.
package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// report counts trials and their outcomes.
type report struct {
	name     string
	seed     uint64
	trials   int
	findings int
	counts   map[string]int
	begin    time.Time
	took     time.Duration
}

func newReport(name string, seed uint64) *report {
	return &report{name: name, seed: seed, counts: map[string]int{}, begin: time.Now()}
}

// add counts something that was tried, or how it ended.
func (r *report) add(what string, n int) { r.counts[what] += n }

func (r *report) end() { r.took = time.Since(r.begin) }

// String is one line: trials, seeds, time, and all counts by name.
func (r *report) String() string {
	parts := []string{fmt.Sprintf("%-9s %d trials from seed %d in %v", r.name, r.trials, r.seed, r.took.Round(time.Second/10))}
	for _, what := range slices.Sorted(maps.Keys(r.counts)) {
		parts = append(parts, fmt.Sprintf("%s %d", what, r.counts[what]))
	}
	return strings.Join(append(parts, fmt.Sprintf("FOUND %d", r.findings)), "; ")
}
