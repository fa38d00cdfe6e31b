// This file is an assembler for arm64: Go's has no mnemonics for most of the vector instructions, which are written as
// words.

package main

import (
	"fmt"
	"os"
	"strings"
)

var neonTargets = []target{{neon: true, single: true}, {neon: true, single: false}}

// neon writes assembly and the Go declarations that go with it.
type neon struct {
	target
	text, stubs *strings.Builder
	constants   *constantTable
}

// general is a general register, R0 to R26 without R18, which belongs to the system.
type general int

func (r general) String() string { return fmt.Sprintf("R%d", int(r)) }

// vec is a vector register, V0 to V31.
type vec int

// line writes an instruction that Go's assembler knows.
func (n *neon) line(format string, operands ...any) {
	fmt.Fprintf(n.text, "\t"+format+"\n", operands...)
}

func (n *neon) label(name string) { fmt.Fprintf(n.text, "\n%s:\n", name) }

// function begins a function; parameters are those of its Go declaration, arguments and results their size in bytes.
func (n *neon) function(name, parameters string, frame, size int) {
	fmt.Fprintf(n.text, "\n// func %s%s%s\nTEXT ·%s%s(SB), NOSPLIT, $%d-%d\n", name, n.suffix(), parameters, name, n.suffix(), frame, size)
	fmt.Fprintf(n.stubs, "\n//go:noescape\nfunc %s%s%s\n", name, n.suffix(), parameters)
}

func (n *neon) word(code uint32, format string, operands ...any) {
	n.line("WORD $%#08x // %s", code, fmt.Sprintf(format, operands...))
}

// threeSame are the instructions of three whole vectors; those of numbers have a bit for float64.
var threeSame = map[string]struct {
	code    uint32
	numbers bool
}{
	"FADD": {0x4E20D400, true}, "FSUB": {0x4EA0D400, true}, "FMUL": {0x6E20DC00, true}, "FDIV": {0x6E20FC00, true},
	"FMLA": {0x4E20CC00, true}, "FMLS": {0x4EA0CC00, true}, "FADDP": {0x6E20D400, true},
	"FCMEQ": {0x4E20E400, true}, "FCMGE": {0x6E20E400, true}, "FCMGT": {0x6EA0E400, true},
	"AND": {0x4E201C00, false}, "ORR": {0x4EA01C00, false}, "EOR": {0x6E201C00, false}, "BSL": {0x6E601C00, false},
}

// three writes d = name(a, b), in the processor's order. FMLA and FMLS add to d, BSL chooses by d.
func (n *neon) three(name string, d, a, b vec) {
	in, known := threeSame[name]
	if !known {
		panic("no instruction " + name)
	}
	code := in.code | uint32(b)<<16 | uint32(a)<<5 | uint32(d)
	if in.numbers {
		code |= n.doubleBit()
	}
	n.word(code, "%s V%d, V%d, V%d", name, d, a, b)
}

// doubleBit is set in the instructions for float64.
func (n *neon) doubleBit() uint32 { return pick[uint32](n.target, 0, 1<<22) }

// two writes d = name(a).
func (n *neon) two(name string, d, a vec) {
	code := map[string]uint32{"FSQRT": 0x6EA1F800, "FNEG": 0x6EA0F800, "FABS": 0x4EA0F800, "NOT": 0x6E205800}[name]
	if name != "NOT" {
		code |= n.doubleBit()
	}
	n.word(code|uint32(a)<<5|uint32(d), "%s V%d, V%d", name, d, a)
}

func (n *neon) move(d, a vec) { n.three("ORR", d, a, a) }

func (n *neon) zero(d vec) { n.three("EOR", d, d, d) }

// shift writes d = a shifted by so many bits: SHL, USHR, or SSHR, which repeats the sign.
func (n *neon) shift(name string, d, a vec, bits uint) {
	size := pick[uint](n.target, 32, 64)
	code, amount := map[string]uint32{"SHL": 0x4F005400, "USHR": 0x6F000400, "SSHR": 0x4F000400}[name], 2*size-bits
	if name == "SHL" {
		amount = size + bits
	}
	n.word(code|uint32(amount)<<16|uint32(a)<<5|uint32(d), "%s V%d, V%d, $%d", name, d, a, bits)
}

// multiplyElement adds a times element 0 of b to d, rounded once.
func (n *neon) multiplyElement(d, a, b vec) {
	n.word(pick[uint32](n.target, 0x4F801000, 0x4FC01000)|uint32(b)<<16|uint32(a)<<5|uint32(d), "FMLA V%d, V%d, V%d[0]", d, a, b)
}

// spread repeats element 0 of a.
func (n *neon) spread(d, a vec) {
	n.word(pick[uint32](n.target, 0x4E040400, 0x4E080400)|uint32(a)<<5|uint32(d), "DUP V%d, V%d[0]", d, a)
}

// one sets all elements to 1.
func (n *neon) one(d vec) {
	n.word(pick[uint32](n.target, 0x4F03F600, 0x6F03F600)|uint32(d), "FMOV V%d, #1.0", d)
}

// element copies element i of a to element 0 of d.
func (n *neon) element(d, a vec, i int) {
	index := pick(n.target, uint32(i)<<3|4, uint32(i)<<4|8)
	n.word(0x5E000400|index<<16|uint32(a)<<5|uint32(d), "DUP V%d[0], V%d[%d]", d, a, i)
}

// addElement is d = a + b of element 0.
func (n *neon) addElement(d, a, b vec) {
	n.word(0x1E202800|n.doubleBit()|uint32(b)<<16|uint32(a)<<5|uint32(d), "FADD V%d[0], V%d[0], V%d[0]", d, a, b)
}

// addNeighbours is the sum of the two lowest elements of a.
func (n *neon) addNeighbours(d, a vec) {
	n.word(0x7E30D800|n.doubleBit()|uint32(a)<<5|uint32(d), "FADDP V%d[0], V%d", d, a)
}

// upperHalf moves the upper half of a to the lower one of d.
func (n *neon) upperHalf(d, a vec) {
	n.word(0x6E000000|uint32(a)<<16|8<<11|uint32(a)<<5|uint32(d), "EXT V%d, V%d, V%d, #8", d, a, a)
}

// writeNeon writes a part's assembly and declarations.
func writeNeon(part, out, stubs string) error {
	write, known := neonParts[part]
	if !known {
		return fmt.Errorf("no part %q for arm64", part)
	}
	header := fmt.Sprintf("// Code generated by gen -arch arm64 -part %s. DO NOT EDIT.\n\n//go:build arm64 && !purego\n\n", part)
	var text, declarations strings.Builder
	opened := strings.Replace(header, "\n\n", "\n\n// "+subjects[part]+", for NEON.\n\n", 1)
	text.WriteString(opened + "#include \"textflag.h\"\n")
	declarations.WriteString(header + "package assembly\n")
	for _, t := range neonTargets {
		write(&neon{target: t, text: &text, stubs: &declarations})
	}
	if err := os.WriteFile(out, []byte(text.String()), 0o644); err != nil {
		return err
	}
	return os.WriteFile(stubs, []byte(declarations.String()), 0o644)
}
