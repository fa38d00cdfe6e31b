// Mixtures in model files.

package manifold

import (
	"encoding/json"
	"math"

	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
)

// savedMixture holds the arguments of NewMixture.
type savedMixture struct {
	Weights []float64   `json:"weights"`
	Means   [][]float64 `json:"means"`
	Kappas  []float64   `json:"kappas"`
}

func saveMixture(b base.Base) (any, bool) {
	m, ok := b.(*Mixture)
	if !ok {
		return nil, false
	}
	var s savedMixture
	for _, c := range m.list {
		s.Weights, s.Means, s.Kappas = append(s.Weights, c.weight), append(s.Means, c.mean[:]), append(s.Kappas, c.kappa)
	}
	return s, true
}

func loadMixture(raw json.RawMessage) (base.Base, error) {
	var s savedMixture
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	if _, err := NewMixture(s.Weights, s.Means, s.Kappas); err != nil {
		return nil, err
	}
	m, total := &Mixture{}, 0.0
	for k, w := range s.Weights {
		m.add(w, s.Means[k], s.Kappas[k]) // without normalising, so that the bits stay
		total += w
	}
	if !(math.Abs(total-1) < 1e-9) {
		return nil, errors.Wrapf(fault.ErrSettings, "mixture: the weights add up to %v, want 1", total)
	}
	return m, nil
}
