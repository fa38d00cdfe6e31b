// This file writes the loops of functions of one operand, for arm64.

package main

const (
	neonX       = general(0)
	neonVectors = general(1)
	neonTable   = general(2)
	neonResult  = general(3) // and the next
)

// unary writes all functions of one operand with one result.
func (n *neon) unary() {
	for _, u := range unaryFunctions {
		n.loops(u.name, []string{"dst"}, func(f *function, x value) []value { return []value{u.body(f, x)} })
	}
	n.beyond()
}

// pair writes all functions of one operand with two results.
func (n *neon) pair() {
	for _, p := range pairFunctions {
		n.loops(p.name, []string{"first", "second"}, func(f *function, x value) []value {
			first, second := p.body(f, x)
			return []value{first, second}
		})
	}
}

// loops writes a function over whole vectors: several at a time, then one by one. All results of a vector are stored after
// it was read, so that any one of them may go where x is.
func (n *neon) loops(name string, results []string, body func(f *function, x value) []value) {
	record := func(unroll int) *function {
		f := newFunction(n.target, unroll)
		body(f, f.take())
		return f
	}
	const spoken = 2 // to spare, and for a constant
	unroll := n.mostVectors(spoken, body)
	single := newFunction(n.target, 1)
	values := body(single, single.take())
	parameters := ""
	for _, r := range results {
		parameters += r + ", "
	}
	n.function(name, "("+parameters+"x *byte, vectors int)", 0, 8*(len(results)+2))
	for i, r := range results {
		n.line("MOVD %s+%d(FP), %v", r, 8*i, neonResult+general(i))
	}
	n.line("MOVD x+%d(FP), %v", 8*len(results), neonX)
	n.line("MOVD vectors+%d(FP), %v", 8*len(results)+8, neonVectors)
	n.newTable(name, len(record(1).constants()), neonTable)
	many, one := n.newBody(record(unroll), neonTable), n.newBody(record(1), neonTable)
	many.keepConstants()
	one.fixed = many.fixed
	if unroll > 1 {
		many.loop(values, "many", "rest")
	}
	one.loop(values, "one", "done")
	n.line("RET")
	n.table()
}

func (b *neonBody) loop(results []value, loop, end string) {
	n, unroll := b.n, b.f.unroll
	n.line("SUBS $%d, %v, %v", unroll, neonVectors, neonVectors)
	n.line("BLT %s", end)
	n.label(loop)
	b.begin()
	for u := range unroll {
		n.load(b.register(0, u), neonX, 16*u)
	}
	b.write()
	for i, y := range results {
		for u := range unroll {
			n.store(b.register(y, u), neonResult+general(i), 16*u)
		}
		n.line("ADD $%d, %v, %v", 16*unroll, neonResult+general(i), neonResult+general(i))
	}
	n.line("ADD $%d, %v, %v", 16*unroll, neonX, neonX)
	n.line("SUBS $%d, %v, %v", unroll, neonVectors, neonVectors)
	n.line("BGE %s", loop)
	n.label(end)
	n.line("ADDS $%d, %v, %v", unroll, neonVectors, neonVectors)
}

// beyond searches for arguments that sine and cosine cannot take.
func (n *neon) beyond() {
	const all, magnitude, limit = vec(0), vec(1), vec(2)
	n.function("beyond", "(x *byte, vectors int) int", 0, 24)
	n.line("MOVD x+0(FP), %v", neonX)
	n.line("MOVD vectors+8(FP), %v", neonVectors)
	n.newTable("beyond", 1, neonTable)
	n.load(limit, neonTable, n.constants.offset(n.number(n.trigonometricLimit())))
	n.three("FCMEQ", all, limit, limit)
	n.label("loop")
	n.load(magnitude, neonX, 0)
	n.two("FABS", magnitude, magnitude)
	n.three("FCMGE", magnitude, limit, magnitude)
	n.three("AND", all, all, magnitude)
	n.line("ADD $16, %v, %v", neonX, neonX)
	n.line("SUBS $1, %v, %v", neonVectors, neonVectors)
	n.line("BNE loop")
	for i := range 2 {
		n.line("VMOV V%d.D[%d], %v", all, i, neonResult+general(i))
	}
	n.line("AND %v, %v, %v", neonResult, neonResult+1, neonResult)
	n.line("MVN %v, %v", neonResult, neonResult)
	n.line("MOVD %v, ret+16(FP)", neonResult)
	n.line("RET")
	n.table()
}
