// This file writes the search for arguments that are too large for sine and cosine, for amd64.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// notLessEqual is the number of the relation of an argument beyond the limit, or not a number.
const notLessEqual = 0x16

// beyond writes a search for arguments that sine and cosine cannot take.
func (t target) beyond() {
	limit, magnitude, any := t.vector(2), t.vector(0), t.vector(1)
	TEXT("beyond"+t.suffix(), NOSPLIT, "func(x *byte, vectors int) int")
	Pragma("noescape")
	Doc("beyond" + t.suffix() + " returns a number other than 0 if an element is too large for sine and cosine, or not a number.")
	Load(Param("x"), xPointer)
	Load(Param("vectors"), vectors)
	t.loadConstant(t.number(t.trigonometricLimit()), limit)
	t.loadConstant(t.signBit()-1, t.vector(3))
	t.emit("XOR", any, any, any)
	Label("loop")
	t.emit("AND", field(xPointer, 0), t.vector(3), magnitude)
	t.writeCompare(notLessEqual, limit, magnitude, magnitude)
	t.emit("OR", magnitude, any, any)
	ADDQ(U32(uint32(t.bytes())), xPointer)
	DECQ(vectors)
	JNZ(LabelRef("loop"))
	if t.wide {
		VPMOVD2M(any, reg.K1)
		KMOVW(reg.K1, reg.EAX)
	} else {
		VMOVMSKPS(any, reg.EAX)
	}
	VZEROUPPER()
	Store(reg.RAX, ReturnIndex(0))
	RET()
}
