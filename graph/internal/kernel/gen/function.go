package main

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// function is the body of an element-wise function under construction. It works on several vectors at
// once, so that their chains of dependent instructions overlap. Instructions are recorded first: once it is
// known which vector registers they leave over, the constants used most often get those.
type function struct {
	target
	unroll int
	free   []int // vector registers not in use, in order
	most   int   // vector registers ever in use
	record []func()
	uses   []constant
	fixed  map[constant]reg.VecPhysical
}

// value is one quantity for each of the vectors worked on together.
type value []reg.VecPhysical

// constant holds the bits of a number that is the same for all elements.
type constant uint64

func newFunction(t target, unroll int) *function {
	f := &function{target: t, unroll: unroll, fixed: map[constant]reg.VecPhysical{}}
	for i := range t.registers() {
		f.free = append(f.free, i)
	}
	return f
}

func (f *function) number(x float64) constant {
	if f.single {
		return constant(math.Float32bits(float32(x)))
	}
	return constant(math.Float64bits(x))
}

// rounded rounds a number of many digits once to the element type.
func (f *function) rounded(x *big.Float) constant {
	if f.single {
		v, _ := x.Float32()
		return constant(math.Float32bits(v))
	}
	v, _ := x.Float64()
	return constant(math.Float64bits(v))
}

// pick returns the number for float32 or for float64.
func pick[V any](t target, single, double V) V {
	if t.single {
		return single
	}
	return double
}

func (f *function) signBit() constant { return pick[constant](f.target, 1<<31, 1<<63) }

func (f *function) take() value {
	v := make(value, f.unroll)
	for u := range v {
		if len(f.free) == 0 {
			panic("out of vector registers in " + f.suffix())
		}
		f.most = max(f.most, f.free[0]+1)
		v[u] = f.vector(f.free[0])
		f.free = f.free[1:]
	}
	return v
}

func (f *function) drop(values ...value) {
	for _, v := range values {
		for _, r := range v {
			f.free = append(f.free, int(r.PhysicalIndex()))
		}
	}
	slices.Sort(f.free)
}

func (f *function) each(emit func(u int)) {
	f.record = append(f.record, func() {
		for u := range f.unroll {
			emit(u)
		}
	})
}

// do appends dst = name(b, a): operands in Go's order, the second source first. a may be a constant.
func (f *function) do(name string, a any, b, dst value) {
	if c, ok := a.(constant); ok {
		f.uses = append(f.uses, c)
		f.each(func(u int) { f.emitConstant(name, c, b[u], dst[u]) })
		return
	}
	f.each(func(u int) { f.emit(name, a.(value)[u], b[u], dst[u]) })
}

func (f *function) emitConstant(name string, c constant, b, dst reg.VecPhysical) {
	if r, ok := f.fixed[c]; ok {
		f.emit(name, r, b, dst)
	} else if f.wide {
		f.emitBroadcast(name, f.memory(c), b, dst)
	} else {
		f.emit(name, f.memory(c), b, dst)
	}
}

// set makes dst equal to a constant for all elements.
func (f *function) set(c constant, dst value) {
	f.uses = append(f.uses, c)
	f.each(func(u int) {
		if r, ok := f.fixed[c]; ok {
			f.move(r, dst[u])
		} else {
			f.loadConstant(c, dst[u])
		}
	})
}

func (f *function) loadConstant(c constant, dst reg.VecPhysical) {
	if f.wide {
		f.emit("BROADCAST", f.memory(c), dst)
	} else {
		f.emit("MOVU", f.memory(c), dst)
	}
}

func (f *function) move(src, dst reg.VecPhysical) { f.emit("MOVU", src, dst) }

func (f *function) copy(src, dst value) { f.each(func(u int) { f.move(src[u], dst[u]) }) }

func (f *function) zero(dst value) {
	f.each(func(u int) { f.emit("XOR", dst[u], dst[u], dst[u]) })
}

// horner evaluates Σ cᵢ·xⁱ into dst.
func (f *function) horner(coefficients []constant, x, dst value) {
	last := len(coefficients) - 1
	f.set(coefficients[last], dst)
	for i := last - 1; i >= 0; i-- {
		f.do("FMADD213", coefficients[i], x, dst)
	}
}

// replay writes the recorded instructions.
func (f *function) replay() {
	for _, emit := range f.record {
		emit()
	}
}

// keepConstants loads the constants used most often into the registers left over, before the loop.
func (f *function) keepConstants() {
	count := map[constant]int{}
	var order []constant
	for _, c := range f.uses {
		if count[c] == 0 {
			order = append(order, c)
		}
		count[c]++
	}
	slices.SortStableFunc(order, func(a, b constant) int { return count[b] - count[a] })
	for i, c := range order {
		if f.most+i >= f.registers() {
			break
		}
		f.fixed[c] = f.vector(f.most + i)
		f.loadConstant(c, f.fixed[c])
	}
}

var tables = map[string]Mem{}

// memory is the read-only location of a constant: one element for AVX-512, which can broadcast it, a whole
// vector for AVX2.
func (f *function) memory(c constant) Mem {
	name := fmt.Sprintf("%s%X", map[bool]string{true: "number", false: "vector"}[f.wide]+pick(f.target, "32x", "64x"), uint64(c))
	if m, ok := tables[name]; ok {
		return m
	}
	m := GLOBL(name, RODATA|NOPTR)
	count := 1
	if !f.wide {
		count = f.lanes()
	}
	for i := range count {
		if f.single {
			DATA(4*i, U32(uint32(c)))
		} else {
			DATA(8*i, U64(uint64(c)))
		}
	}
	tables[name] = m
	return m
}
