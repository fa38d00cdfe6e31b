// Package golden holds the bits of present results: log-densities, samples and gradients of many kinds of flows,
// solutions with events, a short training run, a model file and a checkpoint file. A change that only moves code does
// not change them.
//
//	go test ./train/internal/golden                                    # compare
//	go test ./train/internal/golden -update                            # record, where results are meant to change
//	GORGOFLOW_CPU=AVX2 go test ./train/internal/golden                 # by another set of vector instructions
//	go test -tags purego ./train/internal/golden
//	GOARCH=arm64 go test -exec qemu-aarch64 ./train/internal/golden
//	GOAMD64=v3 go test ./train/internal/golden                         # whose compiler may fuse a·b + c
//
// All of these give the same bits.
package golden
