// This file turns functions into instructions of arm64.

package main

// neonBody is a function with its registers: those of slots, constants that stay in place, and one to spare. Some
// operations leave their result in the spare register, which then changes places with the slot's. No slot lives longer
// than an iteration, so that each loop begins anew with the slots in order.
type neonBody struct {
	n        *neon
	f        *function
	at       map[[2]int]vec // the register of a slot, for each vector worked on together
	spare    vec
	scratch  vec // for a constant
	fixed    map[constant]vec
	constant general // where the constants are
}

func (n *neon) newBody(f *function, table general) *neonBody {
	b := &neonBody{n: n, f: f, at: map[[2]int]vec{}, fixed: map[constant]vec{}, constant: table}
	b.begin()
	return b
}

// begin puts the slots in order.
func (b *neonBody) begin() {
	for v := range b.f.slots {
		for u := range b.f.unroll {
			b.at[[2]int{v, u}] = vec(v*b.f.unroll + u)
		}
	}
	last := vec(b.n.registers() - 1)
	b.spare, b.scratch = last, last-1
}

func (b *neonBody) register(v value, u int) vec { return b.at[[2]int{int(v), u}] }

// keepConstants loads the constants used most often into the registers left over, before the loop.
func (b *neonBody) keepConstants() {
	next := vec(b.f.slots * b.f.unroll)
	for _, c := range b.f.constants() {
		if next >= b.scratch {
			break
		}
		b.fixed[c] = next
		b.n.load(next, b.constant, b.n.constants.offset(c))
		next++
	}
}

func (b *neonBody) write() {
	for _, op := range b.f.list {
		for u := range b.f.unroll {
			b.operation(op, u)
		}
	}
}

// source is the register of the operation's second source.
func (b *neonBody) source(op operation, u int) vec {
	if op.constant == nil {
		return b.register(op.a, u)
	}
	if r, fixed := b.fixed[*op.constant]; fixed {
		return r
	}
	b.n.load(b.scratch, b.constant, b.n.constants.offset(*op.constant))
	return b.scratch
}

// setSpare copies the second source to the spare register.
func (b *neonBody) setSpare(op operation, u int) {
	if op.constant != nil {
		if _, fixed := b.fixed[*op.constant]; !fixed {
			b.n.load(b.spare, b.constant, b.n.constants.offset(*op.constant))
			return
		}
	}
	b.n.move(b.spare, b.source(op, u))
}

// swap makes what is in the spare register the slot's value.
func (b *neonBody) swap(v value, u int) {
	place := [2]int{int(v), u}
	b.at[place], b.spare = b.spare, b.at[place]
}

var neonNames = map[string]string{
	"ADD": "FADD", "SUB": "FSUB", "MUL": "FMUL", "DIV": "FDIV", "AND": "AND", "OR": "ORR", "XOR": "EOR",
}

func (b *neonBody) operation(op operation, u int) {
	first, dst := b.register(op.b, u), b.register(op.dst, u)
	switch op.name {
	case "SET", "COPY":
		b.set(op, dst, u)
	case "ZERO":
		b.n.zero(dst)
	case "SQRT":
		b.n.two("FSQRT", dst, b.source(op, u))
	case "SHIFTLEFT":
		b.n.shift("SHL", dst, b.source(op, u), op.amount)
	case "SHIFTRIGHT":
		b.n.shift("USHR", dst, b.source(op, u), op.amount)
	case "FMADD231":
		b.n.three("FMLA", dst, first, b.source(op, u))
	case "FNMADD231":
		b.n.three("FMLS", dst, first, b.source(op, u))
	case "FMADD213", "FNMADD213", "FMSUB213":
		b.fused213(op, first, dst, u)
	case "MIN", "MAX":
		b.extreme(op, first, u)
	case "BLEND":
		b.n.shift("SSHR", b.spare, b.register(op.mask, u), pick[uint](b.n.target, 31, 63))
		b.n.three("BSL", b.spare, b.source(op, u), first)
		b.swap(op.dst, u)
	case equal, lessThan, greaterThan, greaterEqual, notGreaterEqual:
		b.compare(op, first, dst, u)
	default:
		b.n.three(neonNames[op.name], dst, first, b.source(op, u))
	}
}

func (b *neonBody) set(op operation, dst vec, u int) {
	if op.constant != nil {
		if _, fixed := b.fixed[*op.constant]; !fixed {
			b.n.load(dst, b.constant, b.n.constants.offset(*op.constant))
			return
		}
	}
	b.n.move(dst, b.source(op, u))
}

// fused213 is ±b·dst ± a.
func (b *neonBody) fused213(op operation, first, dst vec, u int) {
	b.setSpare(op, u)
	switch op.name {
	case "FMSUB213":
		b.n.two("FNEG", b.spare, b.spare)
		b.n.three("FMLA", b.spare, first, dst)
	case "FNMADD213":
		b.n.three("FMLS", b.spare, first, dst)
	default:
		b.n.three("FMLA", b.spare, first, dst)
	}
	b.swap(op.dst, u)
}

// extreme is the first source only where it is less, or greater, than the second: FMIN and FMAX treat zeros and what is no
// number differently.
func (b *neonBody) extreme(op operation, first vec, u int) {
	second := b.source(op, u)
	if op.name == "MIN" {
		b.n.three("FCMGT", b.spare, second, first)
	} else {
		b.n.three("FCMGT", b.spare, first, second)
	}
	b.n.three("BSL", b.spare, first, second)
	b.swap(op.dst, u)
}

func (b *neonBody) compare(op operation, first, dst vec, u int) {
	second := b.source(op, u)
	switch op.name {
	case equal:
		b.n.three("FCMEQ", dst, first, second)
	case lessThan:
		b.n.three("FCMGT", dst, second, first)
	case greaterThan:
		b.n.three("FCMGT", dst, first, second)
	default:
		b.n.three("FCMGE", dst, first, second)
		if op.name == notGreaterEqual {
			b.n.two("NOT", dst, dst)
		}
	}
}
