// The sets of vector instructions, and the choice of the set in use.

package assembly

import (
	"fmt"
	"io"
	"math/bits"
	"os"
	"strings"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// Set is a set of vector instructions: what the dispatchers have to know of it, and its code.
type Set struct {
	Name           string
	VectorBytes    int
	TileBytes      int // columns of the largest micro-kernel of a product, in bytes
	TileRows       int // rows of the largest micro-kernel
	TripleRows     int // rows of the tile three vectors wide, or 0 if there is none
	Masks          MaskKind
	single, double *Code
}

// MaskKind is the form in which assembly takes the selected elements of a vector.
type MaskKind int

const (
	MaskCount   MaskKind = iota // their number
	MaskBits                    // a bit each
	MaskAddress                 // the address of a vector with all bits of these elements set
)

// Code is the assembly for one element type. A function with one argument reads a structure that its caller lays out.
type Code struct {
	Unary    [scalar.UnaryFuncs]func(dst, x *byte, vectors int)
	Pair     [scalar.PairFuncs]func(first, second, x *byte, vectors int)
	Binary   [scalar.BinaryFuncs]func(arguments *byte)
	Ternary  [scalar.TernaryFuncs]func(arguments *byte)
	Beyond   func(x *byte, vectors int) int // not 0 if an argument is too large for sine and cosine
	Gemm     func(arguments *byte)
	PackRuns func(dst, src *byte, dstStep, srcStep, runs, whole int, mask uint64) // nil: portable
	Contract Contractions
	Sum      Sums
	Transposition
	Peak
}

// Contractions are sums over lanes for so many rows of one factor and of the other. FourByFour is nil for sets with too few
// registers.
type Contractions struct{ FourByFour, TwoByTwo, OneByFour, OneByOne func(arguments *byte) }

// Sums over features, or over lanes.
type Sums struct{ Features, FeaturesProduct, Lanes func(arguments *byte) }

// Transposition transposes tiles with as many columns as a vector has lanes; the number of rows is a multiple of Rows.
type Transposition struct {
	Transpose     func(dst, src *byte, ldd, lds, rows, blocks int, mask uint64)
	TransposeRows int
}

// Peak is a loop of independent chains of multiply-adds.
type Peak struct {
	Rounds func(rounds int)
	Chains int
}

// Portable is the set without any vectors: no code.
var Portable = &Set{Name: "portable"}

// environment names the variable with the name of the instruction set to use instead of the best.
const environment = "GORGOFLOW_CPU"

var (
	// Available are the sets that this processor has, best first.
	Available = append(detect(), Portable)
	// Active is the set in use. Tests switch between all available sets.
	Active = Choose(os.Getenv(environment), os.Stderr)
)

// Choose returns the set with a name, or the best set if there is none. It complains of a name that no set has: it runs
// before main, where there is nobody to take an error.
func Choose(name string, complaints io.Writer) *Set {
	var names []string
	for _, set := range Available {
		if strings.EqualFold(name, set.Name) {
			return set
		}
		names = append(names, set.Name)
	}
	best := Available[0]
	if name != "" {
		fmt.Fprintf(complaints, "gorgoflow: %s is %q, of which this processor has nothing; want one of %s. %s is in use.\n",
			environment, name, strings.Join(names, ", "), best.Name)
	}
	return best
}

// Features names the vector instructions in use.
func Features() string { return Active.Name }

// ActiveCode is the assembly in use, nil if there is none.
func ActiveCode[T scalar.Float]() *Code {
	if scalar.IsFloat32[T]() {
		return Active.single
	}
	return Active.double
}

// VectorLanes is the number of elements of type T in a vector.
func VectorLanes[T scalar.Float]() int { return Active.VectorBytes / scalar.ElementBytes[T]() }

// VectorShift is the binary logarithm of VectorLanes, for divisions by it, which would take longer than a small tile.
func VectorShift[T scalar.Float]() int { return bits.TrailingZeros(uint(VectorLanes[T]())) }

// WholeVectorCount is the number of vectors that hold so many elements.
func WholeVectorCount[T scalar.Float](elements int) int {
	shift := VectorShift[T]()
	return (elements + 1<<shift - 1) >> shift
}
