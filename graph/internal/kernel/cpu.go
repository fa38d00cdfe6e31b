// This file chooses the set of vector instructions whose code runs.

package kernel

import (
	"math/bits"
	"os"
	"strings"
)

// instructionSet is a set of vector instructions for which there is code: what the dispatchers have to know of it,
// and the code itself.
type instructionSet struct {
	name           string
	vectorBytes    int
	tileBytes      int // columns of the largest micro-kernel of a product
	tileRows       int // rows of it
	tripleRows     int // rows of the tile three vectors wide, or 0 if there is none
	masks          maskKind
	single, double *code
}

// maskKind is the form in which assembly takes the elements of a vector that count.
type maskKind int

const (
	maskCount   maskKind = iota // their number
	maskBits                    // a bit each
	maskAddress                 // the address of a vector of all bits each
)

// code is the assembly for one element type.
type code struct {
	gemm               func(arguments *byte)
	unary              [unaryFuncs]func(dst, x *byte, vectors int)
	pair               [pairFuncs]func(first, second, x *byte, vectors int)
	binary             [binaryFuncs]func(arguments *byte)
	ternary            [ternaryFuncs]func(arguments *byte)
	sumFeatures        func(arguments *byte)
	sumFeaturesProduct func(arguments *byte)
	sumLanes           func(arguments *byte)
	contract2x2        func(arguments *byte)
	contract1x1        func(arguments *byte)
	contract1x4        func(arguments *byte)
	beyond             func(x *byte, vectors int) int
	transpose          func(dst, src *byte, ldd, lds, rows, blocks int, mask uint64)        // nil: portable
	transposeRows      int                                                                  // the number of rows that transpose takes is a multiple of it
	packRuns           func(dst, src *byte, dstStep, srcStep, runs, whole int, mask uint64) // nil: portable
	peak               func(rounds int)
	peakChains         int
}

// portable is the set without any vectors: no code.
var portable = &instructionSet{name: "portable"}

// environment names the variable that holds the name of the instruction set to use in place of the best.
const environment = "GORGOFLOW_CPU"

var (
	// available are the sets that this processor has, best first.
	available = append(detect(), portable)
	// active is the set in use. Tests go through all that are available.
	active = choose(os.Getenv(environment))
)

// choose finds a set by its name; the best is for any other name.
func choose(name string) *instructionSet {
	for _, set := range available {
		if strings.EqualFold(name, set.name) {
			return set
		}
	}
	return available[0]
}

// Features names the vector instructions in use.
func Features() string { return active.name }

// activeCode is the assembly in use, nil if there is none.
func activeCode[T Float]() *code {
	if isFloat32[T]() {
		return active.single
	}
	return active.double
}

// vectorLanes is the number of elements of type T in a vector.
func vectorLanes[T Float]() int { return active.vectorBytes / elementBytes[T]() }

func elementBytes[T Float]() int {
	if isFloat32[T]() {
		return 4
	}
	return 8
}

// vectorShift is the binary logarithm of vectorLanes, for divisions, which would take longer than a small
// tile.
func vectorShift[T Float]() int { return bits.TrailingZeros(uint(vectorLanes[T]())) }

// wholeVectorCount is the number of vectors that hold so many elements.
func wholeVectorCount[T Float](elements int) int {
	shift := vectorShift[T]()
	return (elements + 1<<shift - 1) >> shift
}
