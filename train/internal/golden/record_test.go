// The record: what is compared, under which name, and how it is written anew.

package golden_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"testing"
)

var update = flag.Bool("update", false, "record the bits of these instructions anew; write model and checkpoint files where there are none")

const recordPath = "testdata/bits.json"

// bits holds, for each result of a family of tests, the sum of its numbers and the hash of their bits. The sum tells a
// reader whether a difference is one of rounding.
type bits map[string]string

// record holds the bits by family.
type record map[string]bits

// add puts numbers of any shape under a name.
func (b bits) add(t testing.TB, name string, values ...any) {
	t.Helper()
	numbers := flatten(t, nil, values...)
	if _, twice := b[name]; twice || len(numbers) == 0 {
		t.Fatalf("%s: a second result of this name, or one without numbers", name)
	}
	hash, sum := sha256.New(), 0.0
	for _, v := range numbers {
		if math.IsNaN(v) {
			t.Fatalf("%s has a NaN, which has many bits", name)
		}
		hash.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)))
		sum += v
	}
	b[name] = fmt.Sprintf("%.17g %x", sum, hash.Sum(nil)[:8])
}

func flatten(t testing.TB, all []float64, values ...any) []float64 {
	for _, value := range values {
		switch v := value.(type) {
		case float64:
			all = append(all, v)
		case float32:
			all = append(all, float64(v))
		case int:
			all = append(all, float64(v))
		case []float64:
			all = appendEach(t, all, v)
		case []float32:
			all = appendEach(t, all, v)
		case []int:
			all = appendEach(t, all, v)
		case [][]float64:
			all = appendEach(t, all, v)
		case [][]float32:
			all = appendEach(t, all, v)
		default:
			t.Fatalf("no numbers in a %T", v)
		}
	}
	return all
}

func appendEach[V any](t testing.TB, all []float64, values []V) []float64 {
	for _, v := range values {
		all = flatten(t, all, v)
	}
	return all
}

// check compares a family with its record, or records it.
func (b bits) check(t *testing.T, family string) {
	t.Helper()
	all := readRecord(t)
	if *update {
		all[family] = b
		all.write(t)
		return
	}
	want := all[family]
	for name := range want {
		if _, ok := b[name]; !ok {
			t.Errorf("%s is recorded, and no longer computed", name)
		}
	}
	for name, got := range b {
		if got != want[name] {
			t.Errorf("%s: sum and hash are %s, recorded %q (on %s, by %s)", name, got, want[name], runtime.GOARCH, runtime.Version())
		}
	}
}

func readRecord(t testing.TB) record {
	t.Helper()
	all := record{}
	raw, err := os.ReadFile(recordPath)
	if os.IsNotExist(err) {
		return all
	}
	must(t, err)
	must(t, json.Unmarshal(raw, &all))
	return all
}

func (r record) write(t testing.TB) {
	t.Helper()
	raw, err := json.MarshalIndent(r, "", " ")
	must(t, err)
	must(t, os.WriteFile(recordPath, append(raw, '\n'), 0o644))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%+v", err)
	}
}
