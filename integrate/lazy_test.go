// Values made when they are first asked for, by calls whose contexts end.

package integrate

import (
	"context"
	"testing"

	"github.com/pkg/errors"
)

// TestMadeAnewAfterAnEnd: a value that could not be made since a context had ended is made by the next call; another error stays.
func TestMadeAnewAfterAnEnd(t *testing.T) {
	var l lazy[int]
	ctx, cancel := context.WithCancel(t.Context())
	_, err := l.get(ctx, "a value", func() (int, error) {
		cancel()
		return 0, ctx.Err()
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want that of the context", err)
	}
	if v, err := l.get(t.Context(), "a value", func() (int, error) { return 7, nil }); v != 7 || err != nil {
		t.Errorf("value %d and error %v after a call that ended, want 7", v, err)
	}
	var failing lazy[int]
	own := errors.New("own")
	for _, now := range []error{own, errors.New("another")} {
		if _, err := failing.get(t.Context(), "a value", func() (int, error) { return 0, now }); !errors.Is(err, own) {
			t.Errorf("error %v, want the first", err)
		}
	}
}
