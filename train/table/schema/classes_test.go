// Classes of many combinations: their probabilities sum to one, and samples have them as often as the data.

package schema_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// classesTable is n rows of k classes, each of which is a in two rows of three.
func classesTable(n, k int) string {
	text := "x"
	for j := range k {
		text += ",c" + string(rune('0'+j))
	}
	for i := range n {
		text += "\n" + []string{"0.5", "0.25"}[i%2]
		for _, u := range irregular(k, func(u float64) float64 { return math.Mod(u*float64(7*i+1)*math.Sqrt2, 1) }) {
			text += "," + string("aaaaaaaabcde"[int(12*u)])
		}
	}
	return text + "\n"
}

// TestManyClasses: most combinations of eight classes occur once or never, and yet the classes of samples are as
// frequent as in the data, and a combination is about as likely as if they were independent.
func TestManyClasses(t *testing.T) {
	rows := read(t, classesTable(300, 8))
	s := newSchema(t, rows, nil)
	drawn, err := s.Draw(2000, 3)
	if err != nil {
		t.Fatal(err)
	}
	_, names := s.Names()
	for k, name := range names {
		column, level, _ := strings.Cut(name, "=")
		values, err := rows.Column(column)
		if err != nil {
			t.Fatal(err)
		}
		want, got := 0.0, 0.0
		for _, text := range values.Texts {
			if text == level {
				want += 1. / 300
			}
		}
		for _, c := range drawn {
			got += c[k] / 2000
		}
		if sd := math.Sqrt(want*(1-want)/2000) + 0.002; math.Abs(got-want) > 4*sd {
			t.Errorf("%s: a share of %v in samples, %v in the data", name, got, want)
		}
	}
	vectors, err := s.Encode(read(t, "x,c0,c1,c2,c3,c4,c5,c6,c7\n0.5,a,a,a,a,a,a,a,a\n0.5,b,c,d,e,b,c,d,e\n"), 0)
	if err != nil {
		t.Fatal(err)
	}
	if often := vectors.LogJacobian[0] - vectors.LogJacobian[1]; math.Abs(often-8*math.Log(8)) > 3 {
		t.Errorf("eight frequent levels are %v nats likelier than eight rare ones, want about %v", often, 8*math.Log(8))
	}
}

// TestClassesSumToOne: the probabilities of all combinations of classes sum to one, with backoff and, as in older
// files, without.
func TestClassesSumToOne(t *testing.T) {
	rows := read(t, classesTable(300, 2))
	s := newSchema(t, rows, nil)
	text := "x,c0,c1\n"
	for _, a := range "abcde" {
		for _, b := range "abcde" {
			text += "0.5," + string(a) + "," + string(b) + "\n"
		}
	}
	all := read(t, text)
	if !s.Backoff {
		t.Fatal("two classes without backoff")
	}
	for _, s.Backoff = range []bool{true, false} {
		vectors, err := s.Encode(all, 0)
		if err != nil || len(vectors.X) != 25 {
			t.Fatal(err, vectors.Others)
		}
		sum := 0.0
		for _, l := range vectors.LogJacobian {
			sum += math.Exp(l)
		}
		if width := s.Columns[0].Cell.Width; math.Abs(sum/width-1) > 1e-9 {
			t.Errorf("backoff %v: the probabilities sum to %v, want 1", s.Backoff, sum/width)
		}
	}
}

// TestFrequenciesOfCombinations: where each combination has occurred many times, its probability is its frequency,
// dependent as classes may be.
func TestFrequenciesOfCombinations(t *testing.T) {
	rows := read(t, "x,a,b\n"+strings.Repeat("0.5,u,v\n0.25,v,u\n", 100))
	s := newSchema(t, rows, &schema.Settings{})
	vectors, err := s.Encode(rows, 0)
	if err != nil {
		t.Fatal(err)
	}
	if p := math.Exp(vectors.LogJacobian[0]) / s.Columns[0].Cell.Width; math.Abs(p-0.5) > 0.005 {
		t.Errorf("probability %v, want 0.5", p)
	}
}

// TestClassesGivenOthers: classes that conditions leave out are drawn by their probabilities given the others, which are those
// of all combinations divided by their sum.
func TestClassesGivenOthers(t *testing.T) {
	rows := read(t, classesTable(60, 3))
	for _, backoff := range []bool{true, false} {
		s := newSchema(t, rows, nil)
		s.Backoff = backoff
		for _, given := range []string{"c1", "c0,c2"} {
			const n = 20000
			like := map[string]string{"c1": "d", "c0,c2": "b,a"}[given]
			drawn, err := s.Given(read(t, given+"\n"+strings.Repeat(like+"\n", n)), 7)
			if err != nil {
				t.Fatal(err)
			}
			back, err := s.Decode(slices.Repeat([][]float64{{0.5}}, n), drawn)
			if err != nil {
				t.Fatal(err)
			}
			e, err := s.Encode(back, 1)
			if err != nil || len(e.Rows) != n {
				t.Fatal(err, len(e.Rows))
			}
			times, logProb, all := map[string]float64{}, map[string]float64{}, 0.0
			for i := range n {
				key := back.Columns[1].Texts[i] + back.Columns[2].Texts[i] + back.Columns[3].Texts[i]
				if times[key]++; times[key] == 1 {
					logProb[key] = e.LogJacobian[i] - e.LogJacobian[0]
					all += math.Exp(logProb[key])
				}
			}
			for key, k := range times {
				want := math.Exp(logProb[key]) / all
				if sd := math.Sqrt(want / n); math.Abs(k/n-want) > 5*sd {
					t.Errorf("%s given, backoff %v: %s in a share %v of samples, want %v", given, backoff, key, k/n, want)
				}
			}
			if least := map[string]int{"c1": 20, "c0,c2": 4}[given]; len(times) < least {
				t.Errorf("%s given, backoff %v: %d combinations, want %d at least", given, backoff, len(times), least)
			}
		}
	}
}
