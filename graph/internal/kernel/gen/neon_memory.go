// This file has the instructions of arm64 that read and write memory.

package main

// load and store move a whole vector, offset a multiple of 16.
func (n *neon) load(d vec, from general, offset int) {
	n.word(0x3DC00000|uint32(offset/16)<<10|uint32(from)<<5|uint32(d), "LDR Q%d, [R%d, #%d]", d, from, offset)
}

func (n *neon) store(d vec, to general, offset int) {
	n.word(0x3D800000|uint32(offset/16)<<10|uint32(to)<<5|uint32(d), "STR Q%d, [R%d, #%d]", d, to, offset)
}

// loadIndexed loads the vector that lies index bytes on.
func (n *neon) loadIndexed(d vec, from, index general) {
	n.word(0x3CE06800|uint32(index)<<16|uint32(from)<<5|uint32(d), "LDR Q%d, [R%d, R%d]", d, from, index)
}

// loadPair and storePair move two vectors that lie side by side.
func (n *neon) loadPair(d, e vec, from general, offset int) {
	n.word(0xAD400000|uint32(offset/16&0x7f)<<15|uint32(e)<<10|uint32(from)<<5|uint32(d), "LDP Q%d, Q%d, [R%d, #%d]", d, e, from, offset)
}

func (n *neon) storePair(d, e vec, to general, offset int) {
	n.word(0xAD000000|uint32(offset/16&0x7f)<<15|uint32(e)<<10|uint32(to)<<5|uint32(d), "STP Q%d, Q%d, [R%d, #%d]", d, e, to, offset)
}

// loadElement loads one element, with zeros above it; offset is in elements.
func (n *neon) loadElement(d vec, from general, offset int) {
	n.word(pick[uint32](n.target, 0xBD400000, 0xFD400000)|uint32(offset)<<10|uint32(from)<<5|uint32(d), "LDR V%d[0], [R%d, #%d]", d, from, offset*n.size())
}

func (n *neon) storeElement(d vec, to general, offset int) {
	n.word(pick[uint32](n.target, 0xBD000000, 0xFD000000)|uint32(offset)<<10|uint32(to)<<5|uint32(d), "STR V%d[0], [R%d, #%d]", d, to, offset*n.size())
}

func (n *neon) loadElementIndexed(d vec, from, index general) {
	n.word(pick[uint32](n.target, 0xBC606800, 0xFC606800)|uint32(index)<<16|uint32(from)<<5|uint32(d), "LDR V%d[0], [R%d, R%d]", d, from, index)
}

// loadPart loads the first few elements of a vector and zeros; it needs a register for an address.
func (n *neon) loadPart(d vec, from general, offset, count int, address general) {
	n.part(true, d, from, offset, count, address)
}

func (n *neon) storePart(d vec, to general, offset, count int, address general) {
	n.part(false, d, to, offset, count, address)
}

func (n *neon) part(load bool, d vec, at general, offset, count int, address general) {
	one, two, third, name := uint32(0xBD000000), uint32(0xFD000000), uint32(0x4D008000), "STR"
	if load {
		one, two, third, name = one|1<<22, two|1<<22, third|1<<22, "LDR"
	}
	registers := uint32(at)<<5 | uint32(d)
	if n.single && count == 1 {
		n.word(one|uint32(offset/4)<<10|registers, "%s S%d, [R%d, #%d]", name, d, at, offset)
		return
	}
	n.word(two|uint32(offset/8)<<10|registers, "%s D%d, [R%d, #%d]", name, d, at, offset)
	if n.single && count == 3 {
		n.line("ADD $%d, %v, %v", offset+8, at, address)
		n.word(third|uint32(address)<<5|uint32(d), "%s V%d.S[2], [R%d]", name, d, address)
	}
}
