// The default schedule rises at first and falls to nearly nothing, and no step of it is 0.

package train_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/train"
)

func TestCosine(t *testing.T) {
	s := train.Cosine(0.1)
	const total = 1000
	for i := 1; i < total; i++ {
		a, b := s(i-1, total), s(i, total)
		if i < 100 && !(b > a) || i > 100 && !(b < a) || b <= 0 || b > 1 {
			t.Fatalf("factor %g in iteration %d after %g", b, i, a)
		}
	}
	if s(99, total) != 1 || s(total-1, total) > 1e-4 {
		t.Errorf("top %g, end %g; want 1 and nearly 0", s(99, total), s(total-1, total))
	}
	if train.Cosine(0)(0, 1) <= 0 {
		t.Error("a run of one step stands still")
	}
}
