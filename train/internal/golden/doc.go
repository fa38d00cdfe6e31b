// Package golden holds the bits of today's results: log-densities, samples and gradients of many kinds of flows, solutions
// with events, a short training run, a model file and a checkpoint file. A change that only moves code leaves them alone.
//
//	go test ./train/internal/golden                                    # compare
//	go test ./train/internal/golden -update                            # record, where results are meant to change
//	GORGOFLOW_CPU=AVX2 go test ./train/internal/golden                 # by another set of vector instructions
//	go test -tags purego ./train/internal/golden
//
// Kernels give the same bits whatever the instructions; on processors for which Go fuses a·b + c elsewhere, or has other
// elementary functions, other results than those recorded are not wrong, and the tests skip.
package golden
