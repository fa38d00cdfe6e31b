// This file has the registers and instructions of amd64.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

var (
	zRegisters = []reg.VecPhysical{
		reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7,
		reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15,
		reg.Z16, reg.Z17, reg.Z18, reg.Z19, reg.Z20, reg.Z21, reg.Z22, reg.Z23,
		reg.Z24, reg.Z25, reg.Z26, reg.Z27, reg.Z28, reg.Z29, reg.Z30, reg.Z31,
	}
	yRegisters = []reg.VecPhysical{
		reg.Y0, reg.Y1, reg.Y2, reg.Y3, reg.Y4, reg.Y5, reg.Y6, reg.Y7,
		reg.Y8, reg.Y9, reg.Y10, reg.Y11, reg.Y12, reg.Y13, reg.Y14, reg.Y15,
	}
)

func (t target) vector(i int) reg.VecPhysical {
	if t.wide {
		return zRegisters[i]
	}
	return yRegisters[i]
}

type emitter func(ops ...Op)

// instruction holds the four forms of one vector instruction: single and double, and those with an
// element broadcast from memory (AVX-512 only).
type instruction struct{ single, double, singleBroadcast, doubleBroadcast emitter }

var instructions = map[string]instruction{
	"ADD":        {VADDPS, VADDPD, VADDPS_BCST, VADDPD_BCST},
	"SUB":        {VSUBPS, VSUBPD, VSUBPS_BCST, VSUBPD_BCST},
	"MUL":        {VMULPS, VMULPD, VMULPS_BCST, VMULPD_BCST},
	"DIV":        {VDIVPS, VDIVPD, VDIVPS_BCST, VDIVPD_BCST},
	"MIN":        {VMINPS, VMINPD, VMINPS_BCST, VMINPD_BCST},
	"MAX":        {VMAXPS, VMAXPD, VMAXPS_BCST, VMAXPD_BCST},
	"AND":        {VANDPS, VANDPD, VANDPS_BCST, VANDPD_BCST},
	"ANDN":       {VANDNPS, VANDNPD, VANDNPS_BCST, VANDNPD_BCST},
	"OR":         {VORPS, VORPD, VORPS_BCST, VORPD_BCST},
	"XOR":        {VXORPS, VXORPD, VXORPS_BCST, VXORPD_BCST},
	"FMADD231":   {VFMADD231PS, VFMADD231PD, VFMADD231PS_BCST, VFMADD231PD_BCST},
	"FMADD213":   {VFMADD213PS, VFMADD213PD, VFMADD213PS_BCST, VFMADD213PD_BCST},
	"FNMADD231":  {VFNMADD231PS, VFNMADD231PD, VFNMADD231PS_BCST, VFNMADD231PD_BCST},
	"FNMADD213":  {VFNMADD213PS, VFNMADD213PD, VFNMADD213PS_BCST, VFNMADD213PD_BCST},
	"FMSUB213":   {VFMSUB213PS, VFMSUB213PD, VFMSUB213PS_BCST, VFMSUB213PD_BCST},
	"SCALEF":     {VSCALEFPS, VSCALEFPD, VSCALEFPS_BCST, VSCALEFPD_BCST},
	"SQRT":       {single: VSQRTPS, double: VSQRTPD},
	"MOVU":       {single: VMOVUPS, double: VMOVUPD},
	"BROADCAST":  {single: VBROADCASTSS, double: VBROADCASTSD},
	"GETMANT":    {single: VGETMANTPS, double: VGETMANTPD},
	"GETEXP":     {single: VGETEXPPS, double: VGETEXPPD},
	"SHIFTRIGHT": {single: VPSRLD, double: VPSRLQ},
	"SHIFTLEFT":  {single: VPSLLD, double: VPSLLQ},
	"UNPACKLOW":  {single: VUNPCKLPS, double: VUNPCKLPD},
	"UNPACKHIGH": {single: VUNPCKHPS, double: VUNPCKHPD},
}

// emit appends the instruction in the form for the element type; operands in Go's order, destination last.
func (t target) emit(name string, ops ...Op) {
	in, ok := instructions[name]
	if !ok {
		panic("no instruction " + name)
	}
	if t.single {
		in.single(ops...)
		return
	}
	in.double(ops...)
}

func (t target) emitBroadcast(name string, ops ...Op) {
	if t.single {
		instructions[name].singleBroadcast(ops...)
		return
	}
	instructions[name].doubleBroadcast(ops...)
}

// field is the memory operand of an argument structure at a byte offset.
func field(base reg.Register, offset int) Mem { return Mem{Base: base, Disp: offset} }

// tileMask is the mask for vector p of a tile, where masks are vectors: the last registers.
func (t target) tileMask(p int) reg.VecPhysical { return t.vector(t.registers() - 1 - p) }

// maskedLoad reads the elements that the mask selects, which is in K1 if masks are no vectors, and zeros in place of the
// others.
func (t target) maskedLoad(m Mem, mask, v reg.VecPhysical) {
	switch {
	case t.wide && t.single:
		VMOVUPS_Z(m, reg.K1, v)
	case t.wide:
		VMOVUPD_Z(m, reg.K1, v)
	case t.single:
		VMASKMOVPS(m, mask, v)
	default:
		VMASKMOVPD(m, mask, v)
	}
}
