// Package stream draws random numbers that depend on a seed, a purpose and a row.
package stream

import "math/rand/v2"

// Purposes separate the streams of one seed and row.
const (
	Base   uint64 = 0x62617365 // "base"
	Probes uint64 = 0x70726f62 // "prob"
	Spread uint64 = 0x73707264 // "sprd"
	Extra  uint64 = 0x65787472 // "extr"
	Audit  uint64 = 0x61756474 // "audt"
	Check  uint64 = 0x63686563 // "chec"
	Member uint64 = 0x6d656d62 // "memb"
)

// Stream draws random numbers that depend only on seed, purpose and row, so that a row has the same numbers in every batch.
// One Stream serves all rows in turn: At moves it to a row, without allocating.
type Stream struct {
	source rand.PCG
	rng    *rand.Rand
	key    uint64
}

// New returns the stream of a seed for a purpose.
func New(seed, purpose uint64) *Stream {
	s := &Stream{key: Mix(Mix(seed) ^ purpose)}
	s.rng = rand.New(&s.source)
	return s
}

// At starts the stream of a row.
func (s *Stream) At(row uint64) *rand.Rand {
	s.source.Seed(Mix(s.key+row), Mix(s.key^Mix(row)))
	return s.rng
}

// Mix is the finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
// Neighbouring rows would otherwise start PCG at neighbouring states.
func Mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
