// Command gen writes the vector assembly of package kernel. Run go generate in that package.
package main

import (
	"flag"
	"log"
	"os"

	. "github.com/mmcloughlin/avo/build"
)

const constraint = "amd64 && !purego"

var (
	part  = flag.String("part", "", "which file to write: table, or a key of parts")
	table = flag.String("table", "", "where the table goes")
)

var parts = map[string]func(target){
	"gemm":        target.gemm,
	"peak":        target.peak,
	"contract":    target.contract,
	"unary":       target.unary,
	"pair":        target.pair,
	"elementwise": target.elementwise,
	"reduce":      target.reduce,
	"transpose":   target.transpose,
	"pack":        target.packRuns,
}

func main() {
	flag.Parse()
	if *part == "table" {
		if err := tableFile(*table); err != nil {
			log.Fatal(err)
		}
		return
	}
	write, known := parts[*part]
	if !known {
		log.Fatalf("unknown part %q", *part)
	}
	ConstraintExpr("amd64,!purego")
	for _, t := range targets {
		write(t)
	}
	Generate()
}

func tableFile(name string) error {
	out, err := os.Create(name)
	if err != nil {
		return err
	}
	if err = writeTables(out, constraint, targets); err != nil {
		return err
	}
	return out.Close()
}
