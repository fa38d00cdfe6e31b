// Command gen writes the vector assembly of package kernel. Run go generate in that package.
package main

import (
	"flag"
	"io"
	"log"
	"os"

	. "github.com/mmcloughlin/avo/build"
)

var (
	part = flag.String("part", "", "which file to write: a key of parts or goParts")
	file = flag.String("file", "", "where a part that is Go goes")
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

var goParts = map[string]func(out io.Writer) error{
	"table":    func(out io.Writer) error { return writeTables(out, "amd64 && !purego", targets) },
	"portable": writePortable,
}

func main() {
	flag.Parse()
	if write, known := goParts[*part]; known {
		if err := writeFile(*file, write); err != nil {
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

func writeFile(name string, write func(out io.Writer) error) error {
	out, err := os.Create(name)
	if err != nil {
		return err
	}
	if err = write(out); err != nil {
		return err
	}
	return out.Close()
}
