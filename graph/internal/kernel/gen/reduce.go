package main

import (
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

// sumLanes writes the sum along the lanes of each feature: four partial sums of vectors, the lanes left
// over through a mask, then the partial sums and last their lanes in pairs.
func (t target) sumLanes() {
	TEXT("sumLanes"+t.suffix(), NOSPLIT, "func(arguments *byte)")
	Pragma("noescape")
	x, to := reg.RAX, reg.RDX
	Load(Param("arguments"), arguments)
	reduceCursors()
	p := panel{t, 1, 1, true}
	if t.wide {
		KMOVW(field(arguments, reduceMask), reg.K1)
	} else {
		MOVQ(field(arguments, reduceMask), scratch)
		VMOVUPS(field(scratch, 0), p.maskVector())
	}
	Label("feature")
	MOVQ(field(arguments, reduceXCursor), x)
	MOVQ(field(arguments, reduceDstCursor), to)
	MOVQ(field(arguments, reduceVectors), elementCount)
	for u := range 4 {
		t.emit("XOR", t.vector(u), t.vector(u), t.vector(u))
	}
	t.sumLanesLoop(x, 4, "many", "rest")
	t.sumLanesLoop(x, 1, "one", "done")
	p.load(field(x, 0), t.vector(4))
	t.emit("ADD", t.vector(4), t.vector(1), t.vector(1))
	t.emit("ADD", t.vector(1), t.vector(0), t.vector(0))
	t.emit("ADD", t.vector(3), t.vector(2), t.vector(2))
	t.emit("ADD", t.vector(2), t.vector(0), t.vector(0))
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

func (t target) sumLanesLoop(x reg.GPPhysical, unroll int, loop, end string) {
	SUBQ(Imm(uint64(unroll)), elementCount)
	JLT(LabelRef(end))
	Label(loop)
	for u := range unroll {
		t.emit("ADD", field(x, u*t.bytes()), t.vector(u), t.vector(u))
	}
	ADDQ(U32(uint32(unroll*t.bytes())), x)
	SUBQ(Imm(uint64(unroll)), elementCount)
	JGE(LabelRef(loop))
	Label(end)
	ADDQ(Imm(uint64(unroll)), elementCount)
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
