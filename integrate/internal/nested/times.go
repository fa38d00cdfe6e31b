// Interpolants at many times of a step. Levels are in whole groups, so that loops over times keep those of a group in
// registers.

package nested

const group = 4

// Padded is a number of levels, rounded up to whole groups. The levels beyond are 0.
func Padded(levels int) int { return (levels + group - 1) / group * group }

// Values writes to dst, a stride apart, a column of an interpolant at each of the times θ: the numbers of Evaluate. curve
// holds the number at the beginning of the step and then the padded levels.
func Values[T float32 | float64](dst []T, stride int, curve, θ []float64) {
	start, levels := curve[0], curve[1:]
	for i, x := range θ {
		y, sum := 1-x, 0.0
		for g := len(levels) - group; g >= 0; g -= group {
			n := levels[g:][:group]
			sum = float64((sum + n[3]) * y)
			sum = float64((sum + n[2]) * x)
			sum = float64((sum + n[1]) * y)
			sum = float64((sum + n[0]) * x)
		}
		dst[i*stride] = T(start + sum)
	}
}

// Weights writes to weights, by time and padded level, what each level counts for at the times θ.
func Weights(weights []float64, levels int, θ []float64) {
	for i, x := range θ {
		y, weight := 1-x, 1.0
		for to := weights[i*levels:][:levels]; len(to) >= group; to = to[group:] {
			to[0] = weight * x
			to[1] = to[0] * y
			to[2] = to[1] * x
			to[3] = to[2] * y
			weight = to[3]
		}
	}
}

// Slopes writes to slopes, by time and padded level, the derivatives of Weights by θ.
func Slopes(slopes []float64, levels int, θ []float64) {
	for i, x := range θ {
		y, w, s := 1-x, 1.0, 0.0
		for to := slopes[i*levels:][:levels]; len(to) >= group; to = to[group:] {
			to[0], w = float64(s*x)+w, float64(w*x)
			to[1], w = float64(to[0]*y)-w, float64(w*y)
			to[2], w = float64(to[1]*x)+w, float64(w*x)
			to[3], w = float64(to[2]*y)-w, float64(w*y)
			s = to[3]
		}
	}
}

// Pull adds to the cotangents of the padded levels of a column those that come from the column's cotangents at all times,
// which are a stride apart in bar.
func Pull[T float32 | float64](levelBars, weights []float64, bar []T, stride int) {
	levels := len(levelBars)
	for g := 0; g < levels; g += group {
		to, at := levelBars[g:][:group], g
		b0, b1, b2, b3 := to[0], to[1], to[2], to[3]
		for i := 0; i < len(bar); i += stride {
			v, w := float64(bar[i]), weights[at:][:group]
			b0 += float64(w[0] * v)
			b1 += float64(w[1] * v)
			b2 += float64(w[2] * v)
			b3 += float64(w[3] * v)
			at += levels
		}
		to[0], to[1], to[2], to[3] = b0, b1, b2, b3
	}
}

// PullTimes adds to bars, by time, what a column's cotangents give those of θ, and returns the sum of these cotangents.
// The column has the padded levels; its cotangents are a stride apart in bar.
func PullTimes[T float32 | float64](bars, slopes, levels []float64, bar []T, stride int) (sum float64) {
	for i := range bars {
		v, of := float64(bar[i*stride]), 0.0
		for g, n := 0, levels; len(n) >= group; g, n = g+group, n[group:] {
			s := slopes[i*len(levels)+g:][:group]
			of += float64(s[0] * n[0])
			of += float64(s[1] * n[1])
			of += float64(s[2] * n[2])
			of += float64(s[3] * n[3])
		}
		bars[i] += float64(of * v)
		sum += v
	}
	return sum
}
