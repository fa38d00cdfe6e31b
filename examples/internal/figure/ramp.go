// The colours of numbers.

package figure

import (
	"image/color"
	"math"
	"sync"
)

// ramp goes from the background to nearly white through blue, violet, red and
// orange. Its stops rise evenly in the lightness of Oklab, the colour space of
// Björn Ottosson (2020), and colours between stops are mixed there.
var ramp = newRamp(
	color.NRGBA{0x0b, 0x0b, 0x1a, 0xff},
	color.NRGBA{0x1c, 0x15, 0x45, 0xff},
	color.NRGBA{0x45, 0x17, 0x75, 0xff},
	color.NRGBA{0x7d, 0x1f, 0x85, 0xff},
	color.NRGBA{0xb3, 0x2f, 0x78, 0xff},
	color.NRGBA{0xe0, 0x4e, 0x5c, 0xff},
	color.NRGBA{0xf6, 0x7f, 0x41, 0xff},
	color.NRGBA{0xfd, 0xb5, 0x4a, 0xff},
	color.NRGBA{0xfc, 0xe6, 0x8c, 0xff},
	color.NRGBA{0xff, 0xfd, 0xe8, 0xff},
)

var (
	background = ramp.at(0)
	foreground = color.NRGBA{0xd5, 0xd5, 0xde, 0xff} // letters and axes
	faint      = color.NRGBA{0x4a, 0x4a, 0x60, 0xff} // grid lines
	bright     = color.NRGBA{0x6c, 0xc5, 0xff, 0xff} // the line that matters
)

// steps is finer than what 8 bits a channel can show.
const steps = 1024

type colours [steps]color.NRGBA

// at gives the colour of x, which is clipped to [0, 1]; NaN is the background.
func (c *colours) at(x float64) color.NRGBA {
	if !(x > 0) {
		return c[0]
	}
	return c[int(math.Min(x, 1)*(steps-1)+0.5)]
}

func newRamp(stops ...color.NRGBA) *colours {
	var c colours
	for i := range c {
		x := float64(i) / (steps - 1) * float64(len(stops)-1)
		j := min(int(x), len(stops)-2)
		c[i] = mix(stops[j], stops[j+1], x-float64(j))
	}
	return &c
}

func mix(a, b color.NRGBA, x float64) color.NRGBA {
	p, q := toOklab(a), toOklab(b)
	for i := range p {
		p[i] += x * (q[i] - p[i])
	}
	return fromOklab(p)
}

func toOklab(c color.NRGBA) [3]float64 {
	r, g, b := linear(c.R), linear(c.G), linear(c.B)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	return [3]float64{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

func fromOklab(c [3]float64) color.NRGBA {
	l := cube(c[0] + 0.3963377774*c[1] + 0.2158037573*c[2])
	m := cube(c[0] - 0.1055613458*c[1] - 0.0638541728*c[2])
	s := cube(c[0] - 0.0894841775*c[1] - 1.2914855480*c[2])
	return color.NRGBA{
		R: gamma(4.0767416621*l - 3.3077115913*m + 0.2309699292*s),
		G: gamma(-1.2684380046*l + 2.6097574011*m - 0.3413193965*s),
		B: gamma(-0.0041960863*l - 0.7034186147*m + 1.7076147010*s),
		A: 0xff,
	}
}

func cube(x float64) float64 { return x * x * x }

// linear and gamma are the two directions of the sRGB transfer function.
func linear(v uint8) float64 { return linears()[v] }

// linears are few, and a picture asks for them at each pixel.
var linears = sync.OnceValue(func() *[256]float64 {
	var all [256]float64
	for v := range all {
		all[v] = linearOf(uint8(v))
	}
	return &all
})

func linearOf(v uint8) float64 {
	x := float64(v) / 255
	if x <= 0.04045 {
		return x / 12.92
	}
	return math.Pow((x+0.055)/1.055, 2.4)
}

func gamma(x float64) uint8 {
	x = math.Max(0, math.Min(1, x))
	if x <= 0.0031308 {
		x *= 12.92
	} else {
		x = 1.055*math.Pow(x, 1/2.4) - 0.055
	}
	return uint8(x*255 + 0.5)
}
