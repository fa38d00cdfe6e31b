// Names of any length.

package figure

import (
	"image"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestLongNamesTakeNoRoom: data areas are the same, and at the same place, whatever names columns, files and units have.
// Names end within the picture.
func TestLongNamesTakeNoRoom(t *testing.T) {
	r, axes := table(300, 1)
	pictures := func(name string) []interface{ Write(io.Writer) error } {
		named := slices.Clone(axes[:2])
		for i := range named {
			named[i].Label = name
		}
		one := Rows{Columns: r.Columns[:1]}
		return []interface{ Write(io.Writer) error }{
			&Corner{Title: name, Axes: named, Data: Rows{Name: name, Columns: r.Columns[:2]}, Samples: r},
			&Histogram{Title: name, Caption: name, Axis: named[0], Unit: name, Data: one, Samples: one},
			&Panels{Name: name, XLabel: name, YLabel: name, Data: normal(9), Samples: normal(9), Aspect: 0.5},
			&Curve{Title: name, HeldOutName: name},
		}
	}
	side := dots((&Corner{Axes: axes[:2]}).side() + cornerGap)
	first := image.Rect(0, 0, 300, 300).Add(image.Pt(dots(left)+20, dots(above)+20))
	areas := [][]image.Rectangle{{first, first.Add(image.Pt(0, side)), first.Add(image.Pt(side, side))}, {first}, {first}, {first}}
	brief := pictures("x")
	for i, p := range pictures("a name\nof " + strings.Repeat("very ", 40) + "many words") {
		short, long := picture(t, brief[i]), picture(t, p)
		if long.Bounds() != short.Bounds() {
			t.Fatalf("%T: the picture with long names is %v, %v with short ones", p, long.Bounds(), short.Bounds())
		}
		for _, area := range areas[i] {
			if at, same := sameIn(area, short, long); !same {
				t.Errorf("%T: pixel %v of the data differs", p, at)
			}
		}
		all := long.Bounds()
		for _, edge := range []image.Rectangle{{all.Min, image.Pt(all.Max.X, 1)}, {all.Min, image.Pt(1, all.Max.Y)}, {image.Pt(0, all.Max.Y-1), all.Max}, {image.Pt(all.Max.X-1, 0), all.Max}} {
			if at, same := sameIn(edge, image.NewUniform(background), long); !same {
				t.Errorf("%T: something goes on beyond the edge of the picture at %v", p, at)
			}
		}
	}
}

// TestBlanksWithinNamesStay: a text that fits is written as it is, in one line.
func TestBlanksWithinNamesStay(t *testing.T) {
	for text, want := range map[string]string{"α 1   β 2": "α 1   β 2", " two\nlines\t": "two lines"} {
		if got := short(letterStyle(9), text, panelWidth); got != want {
			t.Errorf("%q is written as %q, want %q", text, got, want)
		}
	}
}

// sameIn finds a pixel in which two images differ, if there is any.
func sameIn(area image.Rectangle, a, b image.Image) (at image.Point, same bool) {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			r, g, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			if r != r2 || g != g2 || b1 != b2 {
				return image.Pt(x, y), false
			}
		}
	}
	return at, true
}

// TestNamesInAnyLetters: names in letters that the font does not have are told apart, of columns and of levels. They were left
// out of pictures.
func TestNamesInAnyLetters(t *testing.T) {
	one := Rows{Columns: [][]float64{{0, 1}}}
	for _, names := range [][2]string{{"年齢", "収入"}, {"عمر", ""}} {
		var drawn [2][2]image.Image
		for i, name := range names {
			drawn[i][0] = picture(t, &Histogram{Axis: Axis{Label: name, Low: 0, High: 1}, Data: one, Samples: one})
			drawn[i][1] = picture(t, &Histogram{Axis: Axis{Levels: []string{name, "x"}, Low: -0.5, High: 1.5}, Data: one, Samples: one})
		}
		for k, of := range []string{"column", "level"} {
			if a, b := drawn[0][k], drawn[1][k]; a.Bounds() == b.Bounds() {
				if _, same := sameIn(a.Bounds(), a, b); same {
					t.Errorf("the same picture with a %s %q as with %q", of, names[0], names[1])
				}
			}
		}
	}
	for _, name := range []string{"東京", "名古屋", "ein langer Name", "非常に長い名前の都市である"} {
		if label := shortLevel(name); utf8.RuneCountInString(label) > longestSpelled {
			t.Errorf("%q stands for the level %q, want %d letters at most", label, name, longestSpelled)
		}
	}
}
