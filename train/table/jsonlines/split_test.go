// Lines that are split without a decoder, beside what a decoder makes of them.

package jsonlines

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// pieces are parts of lines, of which some are no JSON.
var pieces = []string{`{`, `}`, `{"x":1}`, `[`, `]`, `:`, `,`, ` `, "\t", "\r", `"x"`, `"y"`, `"a b"`, `"\u00e9\n\"\\"`, `"\ud800"`, "\"\xff\"", `"é"`, `""`, `"{[,:"`, `0`, `-1.5e+3`, `1E5`,
	`.5`, `01`, `true`, `false`, `null`, `nul`, `NaN`, `[1, [2], {"z": "]"}]`, `{"a": {"b": [ ]}, "c": "}"}`, "\x00", "\ufeff", `"`, `\`}

func TestSplitIsDecode(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	piece := func() string { return pieces[random.IntN(len(pieces))] }
	blanks := func() string { return []string{"", " ", " \t"}[random.IntN(3)] }
	var kept []member
	right := 0
	for range 20000 {
		line := blanks() + "{"
		for k := range random.IntN(4) {
			if k > 0 {
				line += ","
			}
			line += blanks() + pieces[10+random.IntN(8)] + blanks() + ":" + blanks() + pieces[10+random.IntN(21)] + blanks()
		}
		line += "}" + blanks()
		if random.IntN(3) == 0 {
			at := random.IntN(len(line) + 1)
			line = line[:at] + piece() + line[min(at+random.IntN(2), len(line)):]
		}
		want, err := decode([]byte(line))
		got, other := parse(kept[:0], []byte(line))
		if (err == nil) != (other == nil) || err != nil && err.Error() != other.Error() {
			t.Fatalf("%q: error %v, want %v", line, other, err)
		}
		if !slices.EqualFunc(got, want, func(a, b member) bool { return a.name == b.name && bytes.Equal(a.value, b.value) }) {
			t.Fatalf("%q: members %q, want %q", line, got, want)
		}
		if err == nil {
			kept, right = got, right+1
		}
	}
	if right < 5000 {
		t.Errorf("%d lines of 20000 are objects", right)
	}
}

// TestLinesWithoutAllocating: lines with the names of the line before allocate nothing.
func TestLinesWithoutAllocating(t *testing.T) {
	line := []byte(`{"height": 1.73, "name": "Ada \"A.\" L.", "born": "1815-12-10", "of": [1, {"a": "]"}], "is": true, "no": null}`)
	members, err := parse(nil, line)
	if err != nil || len(members) != 6 {
		t.Fatal(members, err)
	}
	if n := testing.AllocsPerRun(100, func() { members, err = parse(members[:0], line) }); n > 0 || err != nil {
		t.Errorf("%v allocations, %v", n, err)
	}
}
