// This file writes the transposition by AVX2.

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// transpose writes the transposition of whole square blocks, 8×8 or 4×4, in AVX2. Rows i and i+half share a
// register, so that all shuffles stay within 128 bits.
func (t target) transpose() {
	if t.wide {
		t.transposeWide()
		return
	}
	src, dst, lds, ldd := reg.RSI, reg.RDI, reg.RBX, reg.RDX
	lds3, ldd3, block, srcHalf, dstHalf := reg.R8, reg.R9, reg.RCX, reg.R10, reg.R11
	rows, rowsSrc, rowsDst := reg.R12, reg.R13, reg.R14
	TEXT("transpose"+t.suffix(), NOSPLIT, "func(dst, src *byte, ldd, lds, rows, blocks int, mask uint64)")
	Pragma("noescape")
	Doc(fmt.Sprintf("transpose%s transposes a multiple of %d rows of blocks of as many columns. Strides are in bytes.", t.suffix(), t.lanes()))
	Load(Param("dst"), rowsDst)
	Load(Param("src"), rowsSrc)
	Load(Param("ldd"), ldd)
	Load(Param("lds"), lds)
	Load(Param("rows"), rows)
	LEAQ(Mem{Base: lds, Index: lds, Scale: 2}, lds3)
	LEAQ(Mem{Base: ldd, Index: ldd, Scale: 2}, ldd3)
	Label("rows")
	MOVQ(rowsDst, dst)
	MOVQ(rowsSrc, src)
	Load(Param("blocks"), block)
	Label("block")
	if t.single {
		LEAQ(Mem{Base: src, Index: lds, Scale: 4}, srcHalf)
		LEAQ(Mem{Base: dst, Index: ldd, Scale: 4}, dstHalf)
		transpose4(rowAddress(src, lds, lds3, 0), rowAddress(srcHalf, lds, lds3, 0), rowAddress(dst, ldd, ldd3, 0))
		transpose4(rowAddress(src, lds, lds3, 16), rowAddress(srcHalf, lds, lds3, 16), rowAddress(dstHalf, ldd, ldd3, 0))
		LEAQ(Mem{Base: dst, Index: ldd, Scale: 8}, dst)
	} else {
		transpose2(rowAddress(src, lds, lds3, 0), rowAddress(dst, ldd, ldd3, 0), 0)
		transpose2(rowAddress(src, lds, lds3, 16), rowAddress(dst, ldd, ldd3, 0), 2)
		LEAQ(Mem{Base: dst, Index: ldd, Scale: 4}, dst)
	}
	ADDQ(Imm(32), src)
	DECQ(block)
	JNZ(LabelRef("block"))
	ADDQ(Imm(32), rowsDst)
	LEAQ(Mem{Base: rowsSrc, Index: lds, Scale: uint8(t.lanes())}, rowsSrc)
	SUBQ(Imm(uint64(t.lanes())), rows)
	JNZ(LabelRef("rows"))
	VZEROUPPER()
	RET()
}

// transposeRows is what the number of rows of a transposition is a multiple of.
func (t target) transposeRows() int {
	if t.wide {
		return t.lanes() / 4
	}
	return t.lanes()
}

func rowAddress(base, stride, stride3 reg.GPPhysical, offset int) func(i int) Mem {
	return func(i int) Mem {
		switch i {
		case 0:
			return Mem{Base: base, Disp: offset}
		case 3:
			return Mem{Base: base, Index: stride3, Scale: 1, Disp: offset}
		default:
			return Mem{Base: base, Index: stride, Scale: uint8(i), Disp: offset}
		}
	}
}

// transpose4 turns four columns of eight rows (0 to 3 and 4 to 7) into four rows.
func transpose4(low, high, to func(int) Mem) {
	y, x := yRegisters, []reg.VecPhysical{reg.X0, reg.X1, reg.X2, reg.X3}
	for i := range 4 {
		VMOVUPS(low(i), x[i])
		VINSERTF128(Imm(1), high(i), y[i], y[i])
	}
	VUNPCKLPS(y[1], y[0], y[4])
	VUNPCKHPS(y[1], y[0], y[5])
	VUNPCKLPS(y[3], y[2], y[6])
	VUNPCKHPS(y[3], y[2], y[7])
	VUNPCKLPD(y[6], y[4], y[8])
	VUNPCKHPD(y[6], y[4], y[9])
	VUNPCKLPD(y[7], y[5], y[10])
	VUNPCKHPD(y[7], y[5], y[11])
	for i := range 4 {
		VMOVUPS(y[8+i], to(i))
	}
}

// transpose2 turns two columns of four rows into rows first and first+1.
func transpose2(from, to func(int) Mem, first int) {
	y, x := yRegisters, []reg.VecPhysical{reg.X0, reg.X1}
	for i := range 2 {
		VMOVUPD(from(i), x[i])
		VINSERTF128(Imm(1), from(i+2), y[i], y[i])
	}
	VUNPCKLPD(y[1], y[0], y[2])
	VUNPCKHPD(y[1], y[0], y[3])
	VMOVUPD(y[2], to(first))
	VMOVUPD(y[3], to(first+1))
}
