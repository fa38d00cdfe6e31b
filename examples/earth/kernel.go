// A kernel density estimate: kernels of many widths on every training row, with a weight for each width.

package main

import "math"

// kernels is Σⱼ wⱼ mean vMF(u; xᵢ, κⱼ) over the rows xᵢ, the first κ being 0. The weights are those with the largest
// likelihood of each row without its own kernels (leave one out), found by expectation and maximisation.
type kernels struct {
	rows   [][]float64
	kappas []float64
	weight []float64
}

// kernelPasses is how often the weights are improved. They have settled by then.
const kernelPasses = 300

// fitKernels has widths from a radian down to the narrowest, in radians, each half of the one before.
func fitKernels(rows [][]float64, narrowest float64) *kernels {
	k := &kernels{rows: rows, kappas: []float64{0}}
	for width := 1.0; width > narrowest; width /= 2 {
		k.kappas = append(k.kappas, 1/(width*width))
	}
	k.kappas = append(k.kappas, 1/(narrowest*narrowest))
	k.weight = make([]float64, len(k.kappas))
	densities := make([][]float64, len(rows))
	for i, x := range rows {
		densities[i] = k.densities(x, i)
	}
	for j := range k.weight {
		k.weight[j] = 1 / float64(len(k.weight))
	}
	for range kernelPasses {
		k.improve(densities)
	}
	return k
}

// densities are the densities of each width at a point, without the kernels of one row; -1 leaves out no row.
func (k *kernels) densities(x []float64, without int) []float64 {
	d, n := make([]float64, len(k.kappas)), float64(len(k.rows))
	if without >= 0 {
		n--
	}
	for i, row := range k.rows {
		if i == without {
			continue
		}
		distance := 0.0
		for c, v := range row {
			distance += (x[c] - v) * (x[c] - v)
		}
		for j, kappa := range k.kappas {
			if e := kappa * distance / 2; e < 700 {
				d[j] += math.Exp(-e) / n
			}
		}
	}
	for j, kappa := range k.kappas {
		if kappa == 0 {
			d[j] /= 4 * math.Pi
		} else {
			d[j] *= kappa / (2 * math.Pi * -math.Expm1(-2*kappa))
		}
	}
	return d
}

func (k *kernels) improve(densities [][]float64) {
	next := make([]float64, len(k.weight))
	for _, d := range densities {
		total := 0.0
		for j, w := range k.weight {
			total += w * d[j]
		}
		for j, w := range k.weight {
			next[j] += w * d[j] / total / float64(len(densities))
		}
	}
	k.weight = next
}

func (k *kernels) logProb(x [][]float64) []float64 {
	logp := make([]float64, len(x))
	for i, row := range x {
		total := 0.0
		for j, d := range k.densities(row, -1) {
			total += k.weight[j] * d
		}
		logp[i] = math.Log(total)
	}
	return logp
}
