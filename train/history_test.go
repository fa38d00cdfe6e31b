// The history of any run is bounded, and does not depend on whether the run was resumed.

package train

import (
	"bytes"
	"encoding/gob"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// runTo adds the records of iterations up to n, with a score every so many iterations.
func runTo(s *state, n, every int) {
	for s.Iteration < n {
		s.Iteration++
		r := &Record{Iteration: s.Iteration, Loss: float64(s.Iteration) / 7, Score: noScore}
		s.add(r, every)
		if s.Iteration%every == 0 {
			s.History[len(s.History)-1].Score = Score{Mean: float64(s.Iteration)}
		}
	}
}

// TestHistoryIsBounded: a short history is whole. A long history is bounded, evenly spaced, and has its first and its last
// record.
func TestHistoryIsBounded(t *testing.T) {
	for _, every := range []int{1, 7, 1000, min(1<<40, math.MaxInt)} {
		s := &state{}
		for _, n := range []int{1, 5, historyLimit, historyLimit + 1, 3*historyLimit + 5, 7*historyLimit + 20, 100*historyLimit + 3} {
			runTo(s, n, every)
			if !s.hasHistory() || n <= historyLimit && len(s.History) != n || len(s.History) > 2*historyLimit+2 || n > historyLimit && len(s.History) < historyLimit/2 {
				t.Fatalf("a score every %d: %d records after %d iterations", every, len(s.History), n)
			}
			scores := 0
			for i, r := range s.History {
				if r.Scored() {
					scores++
				}
				if i > 0 && r.Iteration-s.History[i-1].Iteration > 2*n/historyLimit+1 {
					t.Fatalf("a score every %d: nothing between iterations %d and %d of %d", every, s.History[i-1].Iteration, r.Iteration, n)
				}
			}
			want := 0 // which records are kept depends on n alone
			for i := 1; i <= n; i++ {
				if i == 1 || i == n || i%stride(n) == 0 || i%every == 0 && i/every%stride(n/every) == 0 {
					want++
				}
			}
			if len(s.History) != want {
				t.Errorf("a score every %d: %d records after %d iterations, want %d", every, len(s.History), n, want)
			}
			if want := min(n/every, historyLimit/2); scores < want {
				t.Errorf("a score every %d: %d of the scores are kept after %d iterations, want at least %d", every, scores, n, want)
			}
		}
	}
}

// TestHistoryIsResumed: a run that is cut, stored and resumed anywhere has the history of a run in one piece, and what is
// stored does not grow for ever.
func TestHistoryIsResumed(t *testing.T) {
	const n, every = 6*historyLimit + 11, 13
	whole := &state{}
	runTo(whole, n, every)
	random, cut, largest := rand.New(rand.NewPCG(1, 1)), &state{}, 0
	for cut.Iteration < n {
		runTo(cut, min(n, cut.Iteration+1+random.IntN(historyLimit)), every)
		var file bytes.Buffer
		if err := gob.NewEncoder(&file).Encode(cut); err != nil {
			t.Fatal(err)
		}
		largest = max(largest, file.Len())
		cut = &state{}
		if err := gob.NewDecoder(&file).Decode(cut); err != nil {
			t.Fatal(err)
		}
	}
	same := func(a, b Record) bool { // a missing score is NaN, which equals nothing
		scored := a.Scored() && b.Scored()
		if !scored {
			scored = !a.Scored() && !b.Scored()
			a.Score, b.Score = Score{}, Score{}
		}
		return scored && reflect.DeepEqual(a, b)
	}
	for i, r := range whole.History {
		if len(cut.History) != len(whole.History) || !same(r, cut.History[i]) {
			t.Fatalf("%d records in one piece, %d in several; record %d", len(whole.History), len(cut.History), i)
		}
	}
	if largest > 80*2*historyLimit { // 80 bytes a record
		t.Errorf("a checkpoint has grown to %d bytes, want %d at most", largest, 80*2*historyLimit)
	}
}
