// This file holds all code for a function to the same bits: that of each instruction set of this processor to the
// portable code, and the portable code to hashes, which bind the code of other processors.

package kernel_test

import (
	"flag"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/internal/long"
)

var update = flag.Bool("update", false, "write the hashes of testdata/bits.txt anew")

const hashFile = "testdata/bits.txt"

// subject is a function of this package with random arguments. What run returns is all that the function wrote.
type subject[T scalar.Float] struct {
	name string
	run  func(rng *rand.Rand, trial int) []T
}

func TestSameBits(t *testing.T) {
	want := readHashes(t)
	var lines strings.Builder
	testSameBits[float32](t, want, &lines)
	testSameBits[float64](t, want, &lines)
	if *update {
		if err := os.WriteFile(hashFile, []byte(lines.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func testSameBits[T scalar.Float](t *testing.T, hashes map[string]string, lines *strings.Builder) {
	const hashed, trials = 15, 60 // trials beyond the hashed ones compare instruction sets alone
	best := assembly.Active
	defer func() { assembly.Active = best }()
	for _, s := range subjects[T]() {
		name, hash := fmt.Sprintf("%s/%T", s.name, T(0)), fnv.New64a()
		for trial := range trials {
			if trial >= hashed && !long.Takes(trial, 5) {
				continue
			}
			assembly.Active = assembly.Portable
			want := s.run(newRand(uint64(trial)), trial)
			for i, v := range want {
				if trial < hashed {
					fmt.Fprintf(hash, "%d %x\n", i, canonicalBits(v))
				}
			}
			for _, assembly.Active = range assembly.Available {
				got := s.run(newRand(uint64(trial)), trial)
				if len(got) != len(want) {
					t.Fatalf("%s, trial %d, %s: %d elements, want %d", name, trial, assembly.Active.Name, len(got), len(want))
				}
				for i, got := range got {
					if !same(got, want[i]) {
						t.Fatalf("%s, trial %d, %s: element %d is %x, want %x as in portable code", name, trial, assembly.Active.Name, i, got, want[i])
					}
				}
			}
		}
		line := fmt.Sprintf("%016x", hash.Sum64())
		fmt.Fprintln(lines, name, line)
		if !*update && line != hashes[name] {
			t.Errorf("%s: hash %s, want %s", name, line, hashes[name])
		}
	}
}

// canonicalBits are the bits of a number. Every NaN has the same bits.
func canonicalBits[T scalar.Float](x T) uint64 {
	if x != x {
		return 1<<64 - 1
	}
	return math.Float64bits(float64(x))
}

func readHashes(t *testing.T) map[string]string {
	text, err := os.ReadFile(hashFile)
	if err != nil && !*update {
		t.Fatal(err)
	}
	hashes := map[string]string{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		at := strings.LastIndexByte(line, ' ')
		hashes[line[:at]] = line[at+1:]
	}
	return hashes
}
