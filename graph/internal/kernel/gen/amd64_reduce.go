// This file writes the sums over features and over lanes, for amd64.

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Offsets in the Go structure reduceArguments.
const (
	reduceDst        = 0
	reduceX          = 8
	reduceY          = 16
	reduceDstStride  = 24
	reduceXFeature   = 32
	reduceYFeature   = 40
	reduceFeatures   = 48
	reduceVectors    = 56
	reduceAccumulate = 64
	reduceMask       = 72
	reduceDstCursor  = 80 // where dst, x and y are now
	reduceXCursor    = 88
	reduceYCursor    = 96
)

// reduceCursors starts the cursors; the pointers themselves stay, for the garbage collector.
func reduceCursors() {
	for i := range 3 {
		MOVQ(field(arguments, reduceDst+8*i), scratch)
		MOVQ(scratch, field(arguments, reduceDstCursor+8*i))
	}
}

func (t target) reduce() {
	t.sumFeatures("sumFeatures", false)
	t.sumFeatures("sumFeaturesProduct", true)
	t.sumLanes()
}

// sumFeatures writes the sum down the features, of x or of x·y, for a few vectors of lanes at a time.
func (t target) sumFeatures(name string, product bool) {
	TEXT(name+t.suffix(), NOSPLIT, "func(arguments *byte)")
	Pragma("noescape")
	Load(Param("arguments"), arguments)
	reduceCursors()
	MOVQ(field(arguments, reduceDst), elementTo)
	MOVQ(field(arguments, reduceVectors), elementCount)
	MOVQ(field(arguments, reduceXFeature), reg.RBX)
	MOVQ(field(arguments, reduceYFeature), reg.RCX)
	t.sumFeaturesLoop(8, product, "many", "few")
	t.sumFeaturesLoop(4, product, "four", "rest")
	t.sumFeaturesLoop(1, product, "one", "done")
	VZEROUPPER()
	RET()
}

func (t target) sumFeaturesLoop(unroll int, product bool, loop, end string) {
	x, y, left := reg.RAX, reg.RDX, reg.R11
	advance := U32(uint32(unroll * t.bytes()))
	SUBQ(Imm(uint64(unroll)), elementCount)
	JLT(LabelRef(end))
	Label(loop)
	MOVQ(field(arguments, reduceXCursor), x)
	MOVQ(field(arguments, reduceYCursor), y)
	MOVQ(field(arguments, reduceFeatures), left)
	for u := range unroll {
		t.emit("XOR", t.vector(u), t.vector(u), t.vector(u))
	}
	CMPQ(field(arguments, reduceAccumulate), Imm(0))
	JEQ(LabelRef(loop + "Feature"))
	for u := range unroll {
		t.emit("MOVU", field(elementTo, u*t.bytes()), t.vector(u))
	}
	Label(loop + "Feature")
	for u := range unroll {
		if product {
			factor := t.vector(unroll + u%4)
			t.emit("MOVU", field(x, u*t.bytes()), factor)
			t.emit("FMADD231", field(y, u*t.bytes()), factor, t.vector(u))
		} else {
			t.emit("ADD", field(x, u*t.bytes()), t.vector(u), t.vector(u))
		}
	}
	ADDQ(reg.RBX, x)
	ADDQ(reg.RCX, y)
	DECQ(left)
	JNZ(LabelRef(loop + "Feature"))
	for u := range unroll {
		t.emit("MOVU", t.vector(u), field(elementTo, u*t.bytes()))
	}
	ADDQ(advance, elementTo)
	ADDQ(advance, field(arguments, reduceXCursor))
	ADDQ(advance, field(arguments, reduceYCursor))
	SUBQ(Imm(uint64(unroll)), elementCount)
	JGE(LabelRef(loop))
	Label(end)
	ADDQ(Imm(uint64(unroll)), elementCount)
}

// sumLanes writes the sum along the lanes of each feature: four tiles of chains, to which the lanes left over are added in
// their places, then the tiles in pairs and last the halves of what remains.
func (t target) sumLanes() {
	TEXT("sumLanes"+t.suffix(), NOSPLIT, "func(arguments *byte)")
	Pragma("noescape")
	x, to, chains := reg.RAX, reg.RDX, chainsOfSum*t.vectorsOfTile()
	Load(Param("arguments"), arguments)
	reduceCursors()
	if t.wide {
		KMOVW(field(arguments, reduceMask), reg.K1)
	} else {
		MOVQ(field(arguments, reduceMask), scratch)
		VMOVUPS(field(scratch, 0), t.tileMask(0))
	}
	Label("feature")
	MOVQ(field(arguments, reduceXCursor), x)
	MOVQ(field(arguments, reduceDstCursor), to)
	MOVQ(field(arguments, reduceVectors), elementCount)
	for u := range chains {
		t.emit("XOR", t.vector(u), t.vector(u), t.vector(u))
	}
	t.sumLanesLoop(x, chains)
	t.sumLanesRest(x, chains)
	t.joinChains()
	t.sumWithin()
	CMPQ(field(arguments, reduceAccumulate), Imm(0))
	JEQ(LabelRef("store"))
	if t.single {
		VADDSS(field(to, 0), reg.X0, reg.X0)
	} else {
		VADDSD(field(to, 0), reg.X0, reg.X0)
	}
	Label("store")
	if t.single {
		VMOVSS(reg.X0, field(to, 0))
	} else {
		VMOVSD(reg.X0, field(to, 0))
	}
	MOVQ(field(arguments, reduceDstStride), scratch)
	ADDQ(scratch, field(arguments, reduceDstCursor))
	MOVQ(field(arguments, reduceXFeature), scratch)
	ADDQ(scratch, field(arguments, reduceXCursor))
	DECQ(field(arguments, reduceFeatures))
	JNZ(LabelRef("feature"))
	VZEROUPPER()
	RET()
}

// chainsOfSum is how many tiles of chains a sum over lanes has.
const chainsOfSum = 4

func (t target) sumLanesLoop(x reg.GPPhysical, chains int) {
	SUBQ(Imm(uint64(chains)), elementCount)
	JLT(LabelRef("rest"))
	Label("many")
	for u := range chains {
		t.emit("ADD", field(x, u*t.bytes()), t.vector(u), t.vector(u))
	}
	ADDQ(U32(uint32(chains*t.bytes())), x)
	SUBQ(Imm(uint64(chains)), elementCount)
	JGE(LabelRef("many"))
	Label("rest")
	ADDQ(Imm(uint64(chains)), elementCount)
}

// sumLanesRest adds the vectors left over to the first chains, and the lanes left over, through the mask, to the next.
func (t target) sumLanesRest(x reg.GPPhysical, chains int) {
	for u := range chains {
		next := fmt.Sprintf("next%d", u)
		TESTQ(elementCount, elementCount)
		JNZ(LabelRef(next))
		t.maskedLoad(field(x, 0), t.tileMask(0), t.vector(chains))
		t.emit("ADD", t.vector(chains), t.vector(u), t.vector(u))
		JMP(LabelRef("added"))
		Label(next)
		t.emit("ADD", field(x, 0), t.vector(u), t.vector(u))
		ADDQ(U32(uint32(t.bytes())), x)
		DECQ(elementCount)
	}
	Label("added")
}

// joinChains adds the tiles, the first two and the last two, and the halves of what remains, into vector 0.
func (t target) joinChains() {
	parts := t.vectorsOfTile()
	add := func(from, to int) { t.emit("ADD", t.vector(from), t.vector(to), t.vector(to)) }
	for p := range parts {
		add(p+parts, p)
		add(p+3*parts, p+2*parts)
		add(p+2*parts, p)
	}
	if parts == 2 {
		add(1, 0)
	}
}

// sumWithin adds the elements of vector 0 into its lowest.
func (t target) sumWithin() {
	if t.wide {
		VEXTRACTF64X4(Imm(1), reg.Z0, reg.Y1)
		t.emit("ADD", reg.Y1, reg.Y0, reg.Y0)
	}
	VEXTRACTF128(Imm(1), reg.Y0, reg.X1)
	t.emit("ADD", reg.X1, reg.X0, reg.X0)
	VPERMILPD(Imm(1), reg.X0, reg.X1)
	t.emit("ADD", reg.X1, reg.X0, reg.X0)
	if t.single {
		VMOVSHDUP(reg.X0, reg.X1)
		VADDSS(reg.X1, reg.X0, reg.X0)
	}
}
