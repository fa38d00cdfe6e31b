// Join: several mixtures as one.

package gsm

import "errors"

// Join is the mean of densities under the same symmetries. Fits from several seeds err in their own ways each, and their mean less
// than any of them.
func Join(mixtures ...*Mixture) (*Mixture, error) {
	if len(mixtures) == 0 {
		return nil, errors.New("gsm: no mixtures to join")
	}
	first := mixtures[0]
	var all []*component
	for _, m := range mixtures {
		if m.dim != first.dim || len(m.group.elements) != len(first.group.elements) {
			return nil, errors.New("gsm: mixtures of other columns or symmetries cannot be joined")
		}
		for _, c := range m.components {
			part := *c
			part.weight /= float64(len(mixtures))
			if err := part.prepare(); err != nil {
				return nil, err
			}
			all = append(all, &part)
		}
	}
	return newMixture(all, first.group, first.dim)
}
