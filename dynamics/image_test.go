// Squeezing an image moves its numbers as torch does, and keeps them all.

package dynamics_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
)

func TestSqueeze(t *testing.T) {
	image := dynamics.Image{Channels: 2, Height: 4, Width: 6}
	small, of, err := image.Squeeze(nil)
	if err != nil || small != (dynamics.Image{Channels: 8, Height: 2, Width: 3}) {
		t.Fatalf("%v, error %v; want 8 channels of 2×3", small, err)
	}
	for k, from := range of { // x.view(C, H/2, 2, W/2, 2).permute(0, 2, 4, 1, 3), as FFJORD's code has it
		j, i, v, u, c := k%3, k/3%2, k/6%2, k/12%2, k/24
		if want := (c*4+2*i+u)*6 + 2*j + v; from != want {
			t.Fatalf("number %d is from column %d, want %d", k, from, want)
		}
	}
	part := dynamics.Image{Channels: 4, Height: 2, Width: 2}
	twice, again, err := part.Squeeze(of[:16])
	if err != nil || twice.Channels != 16 || !slices.Equal(sorted(again), sorted(of[:16])) {
		t.Errorf("%v of columns %v, error %v; want 16 channels of columns %v", twice, again, err, of[:16])
	}
	if !slices.Equal(again, of[:16]) {
		t.Errorf("columns %v, want %v: what was an image of 2×2 is one pixel of 4 channels", again, of[:16])
	}
}

func sorted(x []int) []int {
	x = slices.Clone(x)
	slices.Sort(x)
	return x
}

func TestSqueezeOfBadImages(t *testing.T) {
	for name, c := range map[string]struct {
		setting string
		image   dynamics.Image
		columns []int
	}{
		"odd":       {"image", dynamics.Image{Channels: 1, Height: 2, Width: 3}, nil},
		"overflow":  {"image", dynamics.Image{Channels: 4, Height: math.MaxInt - 1, Width: 2}, nil},
		"2³²":       {"image", dynamics.Image{Channels: 1 << 16, Height: 1 << 8, Width: 1 << 8}, nil}, // 0 in an int of 32 bits
		"no pixels": {"image", dynamics.Image{Channels: 1}, nil},
		"columns":   {"columns", dynamics.Image{Channels: 1, Height: 2, Width: 2}, []int{0, 1, 2}},
	} {
		_, of, err := c.image.Squeeze(c.columns)
		var bad *dynamics.SettingError
		if !errors.As(err, &bad) || bad.Setting != c.setting || of != nil {
			t.Errorf("%s: %v, want an error about %s", name, err, c.setting)
		}
	}
}
