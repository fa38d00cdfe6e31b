// The command line: which campaigns run, from which seed, and for how long.
package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"os/signal"
	"strings"
	"time"
)

// campaigns are all campaigns, in the order in which they run.
var campaigns = []campaign{
	{name: "ode", about: "random equations with jumps, stops and events against closed forms", trial: tryEquation},
	{name: "bits", about: "one batch over workers, orders, packs and histories", trial: tryBits},
	{name: "settings", about: "random settings: a typed error or a right result", trial: trySettings},
	{name: "damage", about: "damaged model files, checkpoints and tensors", trial: tryDamage},
	{name: "kills", about: "trainings that are killed and resumed", trial: tryKills},
	{name: "soak", about: "memory, goroutines and descriptors over many calls", trial: trySoak},
	{name: "certificates", about: "bounds of log-densities against their errors", trial: tryCertificate},
	{name: "budgets", about: "log-densities within a budget of evaluations, of trained flows", trial: tryBudget},
	{name: "graphs", about: "random graphs of Gorgonia's operations, by graph's own test", trial: tryGraphs},
}

// verbose makes campaigns print more than their findings.
var verbose bool

func main() {
	if isTraining() { // a process of the campaign kills
		os.Exit(training())
	}
	seed := flag.Uint64("seed", 1, "seed of the first trial; the others follow")
	count := flag.Uint("count", 0, "trials of each campaign; 0: as many as the time allows")
	duration := flag.Duration("for", 10*time.Second, "time of each campaign, without -count")
	flag.IntVar(&soakCalls, "calls", soakCalls, "calls of each trial of soak")
	flag.BoolVar(&verbose, "v", false, "what each trial of budgets measures")
	flag.Usage = usage
	flag.Parse()
	chosen, err := choose(flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if !runAll(ctx, chosen, *seed, int(min(*count, math.MaxInt)), *duration) {
		os.Exit(1)
	}
}

// choose finds campaigns by their names; no names mean all.
func choose(names []string) (chosen []campaign, err error) {
	if len(names) == 0 {
		return campaigns, nil
	}
	for _, name := range names {
		found := false
		for _, c := range campaigns {
			if c.name == name {
				chosen, found = append(chosen, c), true
			}
		}
		if !found {
			return nil, fmt.Errorf("there is no campaign %q, want one of %s", name, strings.Join(campaignNames(), ", "))
		}
	}
	return chosen, nil
}

func campaignNames() (names []string) {
	for _, c := range campaigns {
		names = append(names, c.name)
	}
	return names
}

func usage() {
	fmt.Fprintln(flag.CommandLine.Output(), "campaign [flags] [name …]")
	for _, c := range campaigns {
		fmt.Fprintf(flag.CommandLine.Output(), "  %-12s %s\n", c.name, c.about)
	}
	flag.PrintDefaults()
}
