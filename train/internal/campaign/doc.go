// Command campaign tries at random, for as long as it is told to, what the packages promise: it kills trainings,
// damages files, draws settings and equations, and compares bits. RELIABILITY.md holds what each campaign shows.
//
//	go run ./train/internal/campaign -for 10s              every campaign for ten seconds
//	go run ./train/internal/campaign -for 1h ode bits      two of them, an hour each
//	go run ./train/internal/campaign -seed 17 -count 1 ode the trial of one seed, as a finding names it
//
// A campaign is a sequence of trials. Trial number i draws all that it does from the seed plus i, so a finding is
// repeated by its own seed and a count of 1. The program prints what was tried, and exits with status 1 if a trial has
// found something.
package main
