// This file describes the body of an element-wise function independently of where it will run.

package main

import "slices"

// function is the body of an element-wise function under construction: a list of operations on slots. A machine
// turns each slot into registers, one for each of the vectors worked on together, so that their chains of
// dependent instructions overlap.
type function struct {
	target
	unroll int
	free   []value // slots not in use, in order
	slots  int     // slots ever in use
	list   []operation
}

// value is a slot: one quantity for each of the vectors worked on together.
type value int

// constant holds the bits of a number that is the same for all elements.
type constant uint64

// operation sets dst to name(b, a): operands in Go's order, the second source first. A constant may stand in the
// place of a.
type operation struct {
	name      string
	a, b, dst value
	constant  *constant
	amount    uint  // of a shift, in bits
	mask      value // of a choice
}

func newFunction(t target, unroll int) *function { return &function{target: t, unroll: unroll} }

// mostVectors is how many vectors at a time find registers, beside some that are spoken for. More than four would gain
// nothing; with few registers a fourth would leave none for constants.
func (t target) mostVectors(taken int, body func(f *function, x value) []value) int {
	f := newFunction(t, 1)
	body(f, f.take())
	most := 4
	if t.registers() < 32 {
		most = 3
	}
	return min((t.registers()-taken)/f.slots, most)
}

func (f *function) take() value {
	if len(f.free) == 0 {
		f.slots++
		return value(f.slots - 1)
	}
	v := f.free[0]
	f.free = f.free[1:]
	return v
}

func (f *function) drop(values ...value) {
	f.free = append(f.free, values...)
	slices.Sort(f.free)
}

func (f *function) add(op operation) { f.list = append(f.list, op) }

// do appends dst = name(b, a). a may be a constant.
func (f *function) do(name string, a any, b, dst value) {
	if c, ok := a.(constant); ok {
		f.add(operation{name: name, constant: &c, b: b, dst: dst})
		return
	}
	f.add(operation{name: name, a: a.(value), b: b, dst: dst})
}

// set makes dst equal to a constant for all elements.
func (f *function) set(c constant, dst value) {
	f.add(operation{name: "SET", constant: &c, dst: dst})
}

func (f *function) copy(src, dst value) { f.add(operation{name: "COPY", a: src, dst: dst}) }

func (f *function) zero(dst value) { f.add(operation{name: "ZERO", dst: dst}) }

func (f *function) squareRoot(x value) { f.add(operation{name: "SQRT", a: x, dst: x}) }

// shiftLeft shifts the bits of each element.
func (f *function) shiftLeft(bits uint, src, dst value) {
	f.add(operation{name: "SHIFTLEFT", amount: bits, a: src, dst: dst})
}

func (f *function) shiftRight(bits uint, src, dst value) {
	f.add(operation{name: "SHIFTRIGHT", amount: bits, a: src, dst: dst})
}

// blend sets dst to a where the sign bit of mask is set, and to b elsewhere.
func (f *function) blend(mask, a, b, dst value) {
	f.add(operation{name: "BLEND", mask: mask, a: a, b: b, dst: dst})
}

// compare sets all bits of dst where x (relation) y holds, and none elsewhere.
func (f *function) compare(relation string, y, x, dst value) {
	f.add(operation{name: relation, a: y, b: x, dst: dst})
}

// Relations. All are false but the last, which is true, if an operand is not a number.
const (
	equal           = "EQUAL"
	lessThan        = "LESS"
	greaterThan     = "GREATER"
	greaterEqual    = "GREATEREQUAL"
	notGreaterEqual = "NOTGREATEREQUAL"
)

// polynomial evaluates Σ cᵢ·xⁱ into dst. If it is long, even and odd powers are two chains side by side: one chain by
// itself would be longer than what a processor can look ahead. (Measured: short ones lose more by the registers than
// they gain.)
func (f *function) polynomial(coefficients []constant, x, dst value) {
	if long := pick(f.target, 12, 10); len(coefficients) < long {
		f.horner(coefficients, x, dst)
		return
	}
	var parts [2][]constant
	for i, c := range coefficients {
		parts[i%2] = append(parts[i%2], c)
	}
	square, odd := f.take(), f.take()
	f.do("MUL", x, x, square)
	f.horner(parts[0], square, dst)
	f.horner(parts[1], square, odd)
	f.do("FMADD231", odd, x, dst)
	f.drop(square, odd)
}

// horner evaluates Σ cᵢ·xⁱ into dst by one chain.
func (f *function) horner(coefficients []constant, x, dst value) {
	last := len(coefficients) - 1
	f.set(coefficients[last], dst)
	for i := last - 1; i >= 0; i-- {
		f.do("FMADD213", coefficients[i], x, dst)
	}
}

// pairwise evaluates Σ cᵢ·xⁱ into dst with x² at hand: pairs c₂ᵢ + c₂ᵢ₊₁·x beside one another, and a chain in x² over them.
// (Measured: a processor looks ahead by so many instructions, so that the length of the chain is what counts.)
func (f *function) pairwise(coefficients []constant, x, square, dst value) {
	pair := f.take()
	last := (len(coefficients) - 1) / 2 * 2
	f.pair(coefficients[last:], x, dst)
	for i := last - 2; i >= 0; i -= 2 {
		f.pair(coefficients[i:i+2], x, pair)
		f.do("FMADD213", pair, square, dst)
	}
	f.drop(pair)
}

// pair is a polynomial of degree one, or zero.
func (f *function) pair(c []constant, x, dst value) {
	f.set(c[len(c)-1], dst)
	if len(c) > 1 {
		f.do("FMADD213", c[0], x, dst)
	}
}

// constants are the constants in use, those used most often first.
func (f *function) constants() []constant {
	count := map[constant]int{}
	var order []constant
	for _, op := range f.list {
		if op.constant == nil {
			continue
		}
		if count[*op.constant] == 0 {
			order = append(order, *op.constant)
		}
		count[*op.constant]++
	}
	slices.SortStableFunc(order, func(a, b constant) int { return count[b] - count[a] })
	return order
}
