// Parameters in PyTorch's order and back.

package dynamics

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/finite"
)

// WeightsError says that arrays do not belong to a network.
type WeightsError struct {
	Name string // of the array
	Why  string
}

func (e *WeightsError) Error() string { return fmt.Sprintf("dynamics: array %q: %s", e.Name, e.Why) }

// SetTorch sets all parameters from the arrays of a network trained with FFJORD's code on PyTorch, by the names of its
// state_dict ("layers.0._layer.weight"), each flattened row by row. Such a network needs MLPSettings.GateOutput. A
// swish there is x·σ(βx), so its β is log(e^β-1) here.
//
// An array that is missing, left over, of another length or not finite gives a *WeightsError; the network is then
// unchanged.
func (m *MLP) SetTorch(arrays map[string][]float64) error {
	if m == nil || m.params == nil {
		return &SettingError{"network", nil, "one made by NewMLP"}
	}
	if err := m.checkTorch(arrays); err != nil {
		return err
	}
	for _, p := range m.params.List() {
		values := arrays[p.Name]
		for i := range values {
			p.Set(i, values[m.torchIndex(p, i)])
		}
	}
	m.params.Touch()
	return nil
}

// ToTorch returns the values of a parameter of the network, or of its gradient, in PyTorch's order.
func (m *MLP) ToTorch(p *graph.Param, values []float64) []float64 {
	ordered := make([]float64, len(values))
	for i, v := range values {
		ordered[m.torchIndex(p, i)] = v
	}
	return ordered
}

// torchIndex is the index of element i of the parameter in PyTorch's array.
func (m *MLP) torchIndex(p *graph.Param, i int) int {
	if m == nil {
		return i
	}
	if order := m.torch[p]; i < len(order) {
		return order[i]
	}
	return i
}

func (m *MLP) checkTorch(arrays map[string][]float64) error {
	for _, p := range m.params.List() {
		values, ok := arrays[p.Name]
		switch {
		case !ok:
			return &WeightsError{p.Name, "missing; there are " + strings.Join(names(arrays), ", ")}
		case len(values) != p.Len():
			return &WeightsError{p.Name, fmt.Sprintf("%d values, want %d×%d", len(values), p.Rows, p.Cols)}
		case slices.ContainsFunc(values, notFinite):
			return &WeightsError{p.Name, "a value is not a finite number"}
		}
	}
	for _, name := range names(arrays) {
		if m.params.Get(name) == nil {
			return &WeightsError{name, "the network has no such parameter"}
		}
	}
	return nil
}

func notFinite(x float64) bool { return !finite.Is(x) }

func names(arrays map[string][]float64) []string {
	list := make([]string, 0, len(arrays))
	for name := range arrays {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}
