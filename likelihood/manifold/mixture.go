// Mixture: von Mises–Fisher densities on the sphere in R³.

package manifold

import (
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// Mixture is Σ wₖ vMF(μₖ, κₖ) on the sphere in R³, where the density of von Mises and Fisher is
//
//	κ/(2π(1 - e^(-2κ))) · exp(κ(μ·u - 1))
//
// against surface area (Mardia and Jupp, Directional statistics, 2000, equation 9.3.6): for large κ nearly normal
// around the unit vector μ, with standard deviation 1/√κ radians; for κ = 0 uniform. It is a base for flows on
// Sphere(3), and like Sphere it uses only the direction of a row.
type Mixture struct {
	list   []component
	choice numeric.Choices
}

type component struct {
	mean   [3]float64
	kappa  float64
	weight float64 // normalised to sum 1
	peak   float64 // log of the weighted density at the component's mean
}

// NewMixture copies unit vectors μ, concentrations κ ≥ 0 and weights, which must be positive and need not add up to 1. It
// returns likelihood.ErrSettings for bad numbers or different lengths.
func NewMixture(weights []float64, means [][]float64, kappas []float64) (*Mixture, error) {
	if len(weights) == 0 || len(weights) != len(means) || len(weights) != len(kappas) {
		return nil, errors.Wrapf(fault.ErrSettings, "mixture: %d weights, %d means, %d concentrations, want as many of each, one or more", len(weights), len(means), len(kappas))
	}
	total := 0.0
	for k, w := range weights {
		if err := checkComponent(k, w, means[k], kappas[k]); err != nil {
			return nil, err
		}
		total += w
	}
	if math.IsInf(total, 0) {
		return nil, errors.Wrap(fault.ErrSettings, "mixture: the weights have no finite sum")
	}
	m := &Mixture{}
	for k, w := range weights {
		if w/total == 0 {
			return nil, errors.Wrapf(fault.ErrSettings, "mixture: weight %d is %v, no number above 0 when it is divided by the sum of all; leave its component out", k, w)
		}
		mean := slices.Clone(means[k])
		sphere(3).Project(mean)
		m.add(w/total, mean, kappas[k])
	}
	return m, nil
}

func (m *Mixture) add(weight float64, mean []float64, kappa float64) {
	m.list = append(m.list, component{[3]float64(mean), kappa, weight, elementary.Log(weight) + logPeak(kappa)})
	m.choice = m.choice.With(weight)
}

func checkComponent(k int, weight float64, mean []float64, kappa float64) error {
	switch {
	case !(weight > 0):
		return errors.Wrapf(fault.ErrSettings, "mixture: weight %d is %v, want a positive number", k, weight)
	case !(kappa >= 0) || kappa > math.MaxFloat64/4:
		return errors.Wrapf(fault.ErrSettings, "mixture: concentration %d is %v, want a number from 0 on", k, kappa)
	case len(mean) != 3 || !(math.Abs(length(mean)-1) < 1e-3):
		return errors.Wrapf(fault.ErrSettings, "mixture: mean %d is %v, want a unit vector of 3 numbers", k, mean)
	}
	return nil
}

// logPeak is the log-density at the mean.
func logPeak(kappa float64) float64 {
	if kappa < 1e-8 { // κ/(1 - e^(-2κ)) = ½ + κ/2 + …
		return kappa - elementary.Log(4*math.Pi)
	}
	return elementary.Log(kappa/(2*math.Pi)) - elementary.Log(-elementary.Expm1(-2*kappa))
}
