// This file names the combinations of instruction set and element type, and how numbers are in each.

package main

import (
	"math"
	"math/big"
)

// target is one combination of instruction set and element type.
type target struct {
	wide   bool // AVX-512
	neon   bool // arm64; otherwise AVX2 with FMA, unless wide
	single bool // float32, otherwise float64
}

var targets = []target{{wide: true, single: true}, {wide: true}, {single: true}, {}}

// suffix names the target in function names: AVX512F32.
func (t target) suffix() string {
	name := "AVX2"
	switch {
	case t.wide:
		name = "AVX512"
	case t.neon:
		name = "NEON"
	}
	if t.single {
		return name + "F32"
	}
	return name + "F64"
}

// bytes is the size of a vector.
func (t target) bytes() int {
	switch {
	case t.wide:
		return 64
	case t.neon:
		return 16
	default:
		return 32
	}
}

// size is the size of an element in bytes.
func (t target) size() int {
	if t.single {
		return 4
	}
	return 8
}

// lanes is the number of elements in a vector.
func (t target) lanes() int { return t.bytes() / t.size() }

// registers is the number of vector registers.
func (t target) registers() int {
	if t.wide || t.neon {
		return 32
	}
	return 16
}

// wideBytes is the size of the widest vector: of the tile of lanes that sums go by, whatever the vectors.
const wideBytes = 64

// vectorsOfTile is how many vectors hold a tile of lanes.
func (t target) vectorsOfTile() int { return wideBytes / t.bytes() }

func (t target) number(x float64) constant {
	if t.single {
		return constant(math.Float32bits(float32(x)))
	}
	return constant(math.Float64bits(x))
}

// rounded rounds a number of many digits once to the element type.
func (t target) rounded(x *big.Float) constant {
	if t.single {
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

func (t target) signBit() constant { return pick[constant](t, 1<<31, 1<<63) }
