// Package golden holds the bits of present results: log-densities, samples and gradients of many kinds of flows,
// solutions with events, a short training run, a model file and a checkpoint file. A change that only moves code does
// not change them.
//
//	go test ./train/internal/golden                                    # compare
//	go test ./train/internal/golden -update                            # record, where results are meant to change
//	GORGOFLOW_CPU=AVX2 go test ./train/internal/golden                 # by another set of vector instructions
//	GOAMD64=v3 go test ./train/internal/golden                         # by a compiler that fuses a·b + c
//	go test -tags purego ./train/internal/golden
//
// Kernels give the same bits with any instructions, and no sum takes in a product that is not rounded. On processors for
// which Go has other elementary functions, or gonum other sums, results may differ from the recorded ones without being
// wrong, and the tests skip.
package golden
