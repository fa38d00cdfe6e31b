// Command gen writes the vector assembly of package assembly, and the portable functions of package kernel. Run go generate
// in the latter.
package main

import (
	"flag"
	"io"
	"log"
	"os"
	"strings"

	. "github.com/mmcloughlin/avo/build"
)

var (
	part = flag.String("part", "", "which file to write: a key of parts, neonParts or goParts")
	arch = flag.String("arch", "amd64", "the processor: amd64 or arm64")
	file = flag.String("file", "", "where a part that is Go goes")
)

// parts are the files of assembly for amd64. The package avo defines the flags that say where they go: out and stubs.
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

// neonParts are the files of assembly for arm64.
var neonParts = map[string]func(*neon){
	"gemm":        (*neon).gemm,
	"peak":        (*neon).peak,
	"contract":    (*neon).contract,
	"unary":       (*neon).unary,
	"pair":        (*neon).pair,
	"elementwise": (*neon).elementwise,
	"reduce":      (*neon).reduce,
	"transpose":   (*neon).transpose,
}

var goParts = map[string]func(out io.Writer) error{
	"portable": writePortable,
	"table": func(out io.Writer) error {
		if *arch == "arm64" {
			return writeTables(out, "arm64 && !purego", neonTargets)
		}
		return writeTables(out, "amd64 && !purego", targets)
	},
}

func main() {
	flag.Parse()
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	if write, known := goParts[*part]; known {
		return writeFile(*file, write)
	}
	if *arch == "arm64" {
		return writeNeon(*part, flag.Lookup("out").Value.String(), flag.Lookup("stubs").Value.String())
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
	return openWith(flag.Lookup("out").Value.String(), subjects[*part]+", for AVX-512 and AVX2.")
}

// subjects are what the files of assembly hold.
var subjects = map[string]string{
	"gemm":        "Products of matrices by panels of rows",
	"peak":        "Loops of independent multiply-adds",
	"contract":    "Inner products over lanes",
	"unary":       "Functions of one operand",
	"pair":        "Pairs of functions of one operand",
	"elementwise": "Functions of two and three operands",
	"reduce":      "Sums over features and lanes",
	"transpose":   "Transpositions",
	"pack":        "Copies of blocks of factors",
}

// openWith puts a sentence behind the first line of a file.
func openWith(name, sentence string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	first, rest, _ := strings.Cut(string(text), "\n")
	return os.WriteFile(name, []byte(first+"\n\n// "+sentence+"\n"+rest), 0o644)
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
