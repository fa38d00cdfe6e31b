// This file has the micro-kernel of a product: its registers, and what it starts from.

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// panel is the micro-kernel for rows × width vectors; masked if only some columns of the last of them count.
type panel struct {
	target
	rows, width int
	masked      bool
}

func (p panel) label(name string) string {
	suffix := ""
	if p.masked {
		suffix = "masked"
	}
	return fmt.Sprintf("%s%dx%d%s", name, p.rows, p.width, suffix)
}

func (p panel) accumulator(i, v int) reg.VecPhysical { return p.vector(i*p.width + v) }

// The registers above the accumulators: B's vectors, elements of A in turn, and AVX2's mask at the end.
func (p panel) bVector(v int) reg.VecPhysical { return p.vector(p.rows*p.width + v%p.bVectors()) }

// bVectors is how many registers hold vectors of B. A single row is done with each of them at once.
func (p panel) bVectors() int {
	switch {
	case 2*p.width+1 > p.registers()-1:
		return 4
	case p.paired():
		return 2 * p.width
	default:
		return p.width
	}
}

func (p panel) element(i int) reg.VecPhysical {
	first := p.rows*p.width + p.bVectors()
	free := p.registers() - first
	if p.masked && !p.wide {
		free--
	}
	return p.vector(first + i%min(free, 4))
}

// paired says whether the last two steps are taken together, for which two elements of A and twice the vectors
// of B need registers. Smaller tiles would gain less than the code is worth.
func (p panel) paired() bool {
	return p.wide && p.rows >= 7 && (p.rows+2)*p.width+2 <= p.registers()
}

func (p panel) maskVector() reg.VecPhysical { return p.tileMask(0) }

// loadVector reads vector v of a row.
func (p panel) loadVector(v int, from reg.Register, to reg.VecPhysical) {
	p.at(v).load(field(from, v*p.bytes()), to)
}

func (p panel) storeVector(v int, from reg.VecPhysical, to reg.Register) {
	p.at(v).store(from, field(to, v*p.bytes()))
}

// at is the access to vector v: only the last one's is masked.
func (p panel) at(v int) panel {
	p.masked = p.masked && v == p.width-1
	return p
}

func (p panel) load(m Mem, v reg.VecPhysical) {
	if p.masked {
		p.maskedLoad(m, p.maskVector(), v)
	} else {
		p.emit("MOVU", m, v)
	}
}

func (p panel) store(v reg.VecPhysical, m Mem) {
	switch {
	case !p.masked:
		p.emit("MOVU", v, m)
	case p.wide && p.single:
		VMOVUPS(v, reg.K1, m)
	case p.wide:
		VMOVUPD(v, reg.K1, m)
	case p.single:
		VMASKMOVPS(v, p.maskVector(), m)
	default:
		VMASKMOVPD(v, p.maskVector(), m)
	}
}

func (p panel) tile() {
	if p.masked && !p.wide {
		MOVQ(field(arguments, panelMask), depth)
		VMOVUPS(field(depth, 0), p.maskVector())
	}
	p.start()
	p.fetchFactor()
	p.products()
	p.finish()
}

// eachRow walks cPointer down the rows of the tile.
func (p panel) eachRow(visit func(i int)) {
	MOVQ(cTile, cPointer)
	for i := range p.rows {
		visit(i)
		if i < p.rows-1 {
			ADDQ(cRow, cPointer)
		}
	}
}

// start sets the accumulators to zero, to C, or to the bias of each row.
func (p panel) start() {
	MOVQ(field(arguments, panelStart), depth)
	CMPQ(depth, Imm(1))
	JEQ(LabelRef(p.label("startC")))
	JGT(LabelRef(p.label("startBias")))
	for r := range p.rows * p.width {
		if p.wide {
			VPXORD(p.vector(r), p.vector(r), p.vector(r))
		} else {
			VXORPS(p.vector(r), p.vector(r), p.vector(r))
		}
	}
	JMP(LabelRef(p.label("started")))

	Label(p.label("startC"))
	p.eachRow(func(i int) {
		for v := range p.width {
			p.loadVector(v, cPointer, p.accumulator(i, v))
		}
	})
	JMP(LabelRef(p.label("started")))

	Label(p.label("startBias"))
	MOVQ(field(arguments, panelBias), depth)
	for i := range p.rows {
		for v := range p.width {
			p.emit("BROADCAST", field(depth, i*p.size()), p.accumulator(i, v))
		}
	}
	Label(p.label("started"))
}
