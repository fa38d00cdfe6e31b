// The linear layers of an nn.Sequential, found by their names.

package torch

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// linears finds the nn.Linear of an nn.Sequential: names such as net.0.weight, net.0.bias, net.2.weight, …
type linears struct {
	prefix string // "net."
	index  []int  // 0, 2, …
}

func (l *linears) name(i int, what string) string {
	return fmt.Sprintf("%s%d.%s", l.prefix, l.index[i], what)
}

// findLinears finds the layers under a prefix.
func findLinears(state StateDict, prefix string) (*linears, error) {
	l := &linears{prefix: prefix}
	for name := range state {
		if p, k, ok := splitLinear(name); ok && p == prefix && !slices.Contains(l.index, k) {
			l.index = append(l.index, k)
		}
	}
	slices.Sort(l.index)
	if len(l.index) == 0 {
		return nil, &ModelError{Name: "Prefix", Value: fmt.Sprintf("%q", prefix), Want: fmt.Sprintf("one with layers: there are %q", prefixes(state))}
	}
	for i, k := range l.index {
		if k != 2*i {
			return nil, &ModelError{Name: fmt.Sprintf("%s%d", prefix, k), Value: fmt.Sprintf("layer %d", i),
				Want: fmt.Sprintf("%s%d: what stands between linear layers has to be one activation", prefix, 2*i)}
		}
	}
	return l, nil
}

// splitLinear splits "net.0.weight" into "net." and 0.
func splitLinear(name string) (prefix string, index int, ok bool) {
	rest, ok := strings.CutSuffix(name, ".weight")
	if !ok {
		if rest, ok = strings.CutSuffix(name, ".bias"); !ok {
			return "", 0, false
		}
	}
	at := strings.LastIndexByte(rest, '.') + 1
	k, err := strconv.Atoi(rest[at:])
	return rest[:at], k, err == nil && k >= 0 && rest[at:] == strconv.Itoa(k)
}

// prefixes returns the prefixes under which there are layers.
func prefixes(state StateDict) (list []string) {
	for _, name := range state.Names() {
		if p, _, ok := splitLinear(name); ok && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

// outputs returns the numbers of units of the layers.
func (l *linears) outputs(state StateDict) (list []int, err error) {
	for i := range l.index {
		n := unitsOf(state[l.name(i, "bias")], state[l.name(i, "weight")])
		if n < 1 {
			return nil, &ModelError{Name: l.name(i, "bias"), Value: shapeText(state[l.name(i, "bias")]), Want: "a vector"}
		}
		list = append(list, n)
	}
	return list, nil
}

// unitsOf is the number of outputs of a linear layer: by its bias, which cannot be transposed, or by its weight if the bias
// is no vector; 0 if neither says it.
func unitsOf(bias, weight Tensor) int {
	switch {
	case len(bias.Shape) == 1:
		return bias.Shape[0]
	case len(weight.Shape) == 2:
		return weight.Shape[0]
	}
	return 0
}

// inputs is the number of columns of the first weight, which has as many rows as there are units, or is transposed.
func (l *linears) inputs(state StateDict, units int) (int, error) {
	name := l.name(0, "weight")
	t := state[name]
	switch {
	case len(t.Shape) == 2 && t.Shape[0] == units:
		return t.Shape[1], nil
	case len(t.Shape) == 2 && t.Shape[1] == units:
		return t.Shape[0], nil
	}
	want := fmt.Sprintf("a matrix of %d rows", units)
	if t.Shape == nil && parametrised(state, name) {
		want = "it beside its bias: remove weight_norm, spectral_norm and other parametrisations before saving"
	}
	return 0, &ModelError{Name: name, Value: shapeText(t), Want: want}
}

// parametrised says whether there is what parametrisations have in place of a weight, such as weight_v or
// parametrizations.weight.original0.
func parametrised(state StateDict, weight string) bool {
	layer := strings.TrimSuffix(weight, "weight")
	return slices.ContainsFunc(state.Names(), func(name string) bool {
		return strings.HasPrefix(name, weight+"_") || strings.HasPrefix(name, layer+"parametrizations.weight.")
	})
}

// shapeText describes the shape of a tensor, or its absence.
func shapeText(t Tensor) string {
	if t.Shape == nil {
		return "missing"
	}
	return fmt.Sprintf("of shape %v", t.Shape)
}
