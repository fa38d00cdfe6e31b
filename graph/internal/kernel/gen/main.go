// Command gen writes the vector assembly of package kernel. Run go generate in that package.
package main

import (
	"flag"

	. "github.com/mmcloughlin/avo/build"
)

var part = flag.String("part", "", "which file to write: a key of the table below")

func main() {
	flag.Parse()
	ConstraintExpr("amd64,!purego")
	write := map[string]func(target){
		"gemm":        target.gemm,
		"peak":        target.peak,
		"contract":    target.contract,
		"unary":       target.unary,
		"pair":        target.pair,
		"elementwise": target.elementwise,
		"reduce":      target.reduce,
		"transpose":   target.transpose,
		"pack":        target.packRuns,
	}[*part]
	if write == nil {
		panic("unknown part " + *part)
	}
	for _, t := range targets {
		write(t)
	}
	Generate()
}
