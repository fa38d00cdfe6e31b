package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// panel is the micro-kernel for rows × width vectors; masked if only some columns of its one vector count.
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
func (p panel) bVector(v int) reg.VecPhysical { return p.vector(p.rows*p.width + v) }

func (p panel) element(i int) reg.VecPhysical {
	first := (p.rows + 1) * p.width
	free := p.registers() - first
	if p.masked && !p.wide {
		free--
	}
	return p.vector(first + i%min(free, 4))
}

func (p panel) maskVector() reg.VecPhysical { return p.vector(p.registers() - 1) }

func (p panel) load(m Mem, v reg.VecPhysical) {
	switch {
	case !p.masked:
		p.emit("MOVU", m, v)
	case p.wide && p.single:
		VMOVUPS_Z(m, reg.K1, v)
	case p.wide:
		VMOVUPD_Z(m, reg.K1, v)
	case p.single:
		VMASKMOVPS(m, p.maskVector(), v)
	default:
		VMASKMOVPD(m, p.maskVector(), v)
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
			p.load(field(cPointer, v*p.bytes()), p.accumulator(i, v))
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

// products runs over the depth: a vector of B times an element of A from each row.
func (p panel) products() {
	groups := (p.rows + 3) / 4
	MOVQ(field(arguments, panelA), rowGroups[0])
	for g := 1; g < groups; g++ {
		LEAQ(Mem{Base: rowGroups[g-1], Index: aRow, Scale: 4}, rowGroups[g])
	}
	MOVQ(bPanel, bPointer)
	MOVQ(field(arguments, panelDepth), depth)
	MOVQ(field(arguments, panelAhead), ahead)
	ADDQ(cTile, ahead)
	Label(p.label("depth"))
	for v := range p.width {
		p.load(field(bPointer, v*p.bytes()), p.bVector(v))
	}
	ADDQ(bRow, bPointer)
	for i := range p.rows {
		element := p.element(i)
		p.emit("BROADCAST", p.elementAddress(i), element)
		for v := range p.width {
			p.emit("FMADD231", p.bVector(v), element, p.accumulator(i, v))
		}
	}
	for g := range groups {
		ADDQ(aColumn, rowGroups[g])
	}
	p.fetchAhead()
	DECQ(depth)
	JNZ(LabelRef(p.label("depth")))
}

// fetchAhead brings a row of the next tile of C nearer, now and then: all rows at once would occupy the buffers
// of pending misses, and A and B would wait. The row may begin within a cache line and end in one more.
func (p panel) fetchAhead() {
	const stepsPerRow = 16
	TESTQ(U32(stepsPerRow-1), depth)
	JNZ(LabelRef(p.label("fetched")))
	for at := 0; at < p.width*p.bytes(); at += 64 {
		PREFETCHT0(field(ahead, at))
	}
	PREFETCHT0(field(ahead, p.width*p.bytes()-1))
	ADDQ(cRow, ahead)
	Label(p.label("fetched"))
}

func (p panel) elementAddress(i int) Mem {
	m := Mem{Base: rowGroups[i/4]}
	switch i % 4 {
	case 1:
		m.Index, m.Scale = aRow, 1
	case 2:
		m.Index, m.Scale = aRow, 2
	case 3:
		m.Index, m.Scale = aRow3, 1
	}
	return m
}
