package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Offsets in the Go structure panelArguments.
const (
	panelA       = 0
	panelB       = 8
	panelC       = 16
	panelBias    = 24
	panelARow    = 32
	panelAColumn = 40
	panelBRow    = 48
	panelCRow    = 56
	panelColumns = 64
	panelDepth   = 72
	panelStart   = 80
	panelRows    = 88
	panelMask    = 96
	panelAhead   = 104
	panelLeft    = 112 // columns still to do
)

// Registers of the product kernels.
var (
	arguments = reg.RDI
	rowGroups = []reg.GPPhysical{reg.RAX, reg.RBX, reg.RCX} // rows 0, 4, 8 of A
	aRow      = reg.RDX
	aRow3     = reg.R8
	aColumn   = reg.R9
	bPointer  = reg.R10
	bRow      = reg.R11
	depth     = reg.R12
	cTile     = reg.R13
	ahead     = reg.R14
	cRow      = reg.R15
	bPanel    = reg.RSI
	cPointer  = bPointer // not live at the same time
)

// maxRows is the number of rows of the largest micro-kernel: with two vectors of columns its accumulators
// leave room for B and a broadcast element of A.
func (t target) maxRows() int {
	if t.wide {
		return 12
	}
	return 6
}

// widths are the numbers of vectors side by side in C, widest first. Few rows need more of them to keep
// enough independent chains in flight.
func (t target) widths(rows int) []int {
	switch {
	case rows == 1 && t.wide:
		return []int{8, 4, 2, 1}
	case rows == 1:
		return []int{6, 4, 2, 1}
	case rows == 2 || rows == 3 && t.wide:
		return []int{4, 2, 1}
	case rows == 3:
		return []int{3, 2, 1}
	default:
		return []int{2, 1}
	}
}

// gemm writes a function that computes up to maxRows rows of C over all its columns.
func (t target) gemm() {
	TEXT("gemm"+t.suffix(), NOSPLIT, "func(arguments *byte)")
	Pragma("noescape")
	Doc(fmt.Sprintf("gemm%s computes 1 to %d rows of a matrix product.", t.suffix(), t.maxRows()))
	Load(Param("arguments"), arguments)
	MOVQ(field(arguments, panelARow), aRow)
	LEAQ(Mem{Base: aRow, Index: aRow, Scale: 2}, aRow3)
	MOVQ(field(arguments, panelAColumn), aColumn)
	MOVQ(field(arguments, panelBRow), bRow)
	MOVQ(field(arguments, panelCRow), cRow)
	MOVQ(field(arguments, panelColumns), depth)
	MOVQ(depth, field(arguments, panelLeft))
	MOVQ(field(arguments, panelB), bPanel)
	MOVQ(field(arguments, panelC), cTile)
	if t.wide {
		KMOVW(field(arguments, panelMask), reg.K1)
	}
	MOVQ(field(arguments, panelRows), depth)
	for rows := t.maxRows(); rows > 1; rows-- {
		CMPQ(depth, Imm(uint64(rows)))
		JEQ(LabelRef(fmt.Sprintf("rows%d", rows)))
	}
	for rows := 1; rows <= t.maxRows(); rows++ {
		Label(fmt.Sprintf("rows%d", rows))
		t.gemmRows(rows)
	}
}

func (t target) gemmRows(rows int) {
	for _, width := range t.widths(rows) {
		p := panel{t, rows, width, false}
		Label(p.label("columns"))
		CMPQ(field(arguments, panelLeft), U32(uint32(width*t.lanes())))
		JLT(LabelRef(p.label("narrower")))
		p.tile()
		ADDQ(U32(uint32(width*t.bytes())), bPanel) // U32: avo takes no plain immediate of 128 and more here
		ADDQ(U32(uint32(width*t.bytes())), cTile)
		SUBQ(U32(uint32(width*t.lanes())), field(arguments, panelLeft))
		JMP(LabelRef(p.label("columns")))
		Label(p.label("narrower"))
	}
	p := panel{t, rows, 1, true}
	CMPQ(field(arguments, panelLeft), Imm(0))
	JEQ(LabelRef(p.label("done")))
	p.tile()
	Label(p.label("done"))
	VZEROUPPER()
	RET()
}

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
	p.products()
	p.eachRow(func(i int) {
		for v := range p.width {
			p.store(p.accumulator(i, v), field(cPointer, v*p.bytes()))
		}
	})
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
