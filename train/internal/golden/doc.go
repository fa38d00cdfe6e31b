// Package golden holds the bits of today's results: log-densities, samples and gradients of many kinds of flows, solutions
// with events, a short training run, a model file and a checkpoint file. A change that only moves code leaves them alone.
//
//	go test ./train/internal/golden                                    # compare
//	go test ./train/internal/golden -update                            # record, where results are meant to change
//	GODEBUG=cpu.avx512f=off go test ./train/internal/golden -update    # record for a lesser set of instructions
//	go test -tags purego ./train/internal/golden -update
//
// Bits differ between sets of vector instructions, so each set has a record of its own; without one the tests skip.
package golden
