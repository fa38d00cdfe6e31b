// Streaks of fields, and phase portraits.

package figure

import (
	"bytes"
	"image/png"
	"math"
	"testing"
)

// turn is a field that turns about the middle of its box, faster outside.
func turn() (x, y *Grid) {
	b := Box{-1, 1, -1, 1}
	x, y = NewGrid(b, 20, 1), NewGrid(b, 20, 1)
	for _, p := range x.Points() {
		x.Values, y.Values = append(x.Values, -p[1]), append(y.Values, p[0])
	}
	return x, y
}

// TestStreaksFollowTheField: streaks run along the field, so that neighbouring pixels along the field are more alike than
// neighbouring pixels across it.
func TestStreaksFollowTheField(t *testing.T) {
	x, y := turn()
	for i := range x.Values { // a field to the right
		x.Values[i], y.Values[i] = 1, 0
	}
	img := streaks(x, y, 90, 60)
	along, across := 0.0, 0.0
	light := func(i, j int) float64 { r, _, _, _ := img.At(j, i).RGBA(); return float64(r) }
	for i := 10; i < 50; i++ {
		for j := 10; j < 80; j++ {
			along += math.Abs(light(i, j) - light(i, j+1))
			across += math.Abs(light(i, j) - light(i+1, j))
		}
	}
	if !(3*along < across) {
		t.Errorf("differences %g along and %g across, want a third along", along, across)
	}
}

func TestStreaksGetLighterWithSpeed(t *testing.T) {
	x, y := turn()
	img := streaks(x, y, 80, 80)
	mean := func(from, to int) float64 {
		sum := 0.0
		for i := 38; i < 42; i++ {
			for j := from; j < to; j++ {
				r, _, _, _ := img.At(j, i).RGBA()
				sum += float64(r)
			}
		}
		return sum / float64(to-from)
	}
	if inner, outer := mean(36, 44), mean(70, 78); !(2*inner < outer) {
		t.Errorf("light %g inside and %g outside, want twice as much outside", inner, outer)
	}
}

func TestPhase(t *testing.T) {
	x, y := turn()
	path, times := [][]float64{}, []float64{}
	for i := range 50 {
		s := float64(i) / 10
		path, times = append(path, []float64{0.7 * math.Cos(s), 0.7 * math.Sin(s)}), append(times, s)
	}
	portrait := Portrait{Title: "turn", X: x, Y: y, Path: path, Times: times}
	p := &Phase{Truth: portrait, Learned: portrait, XLabel: "x", YLabel: "y", TimeLabel: "t"}
	p.Truth.IsPoints = true
	var out bytes.Buffer
	if err := p.Write(&out); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&out)
	if err != nil {
		t.Fatal(err)
	}
	if s := img.Bounds().Size(); s.X < 1400 || s.Y < 1100 {
		t.Errorf("the picture has %v pixels, want 1400 by 1100 or more", s)
	}
}

// TestStreaksWithoutMotion: a field of zeros has streaks too, without a panic.
func TestStreaksWithoutMotion(t *testing.T) {
	x, y := turn()
	clear(x.Values)
	clear(y.Values)
	streaks(x, y, 10, 10)
}
