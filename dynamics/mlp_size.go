// The memory that a network asks for beyond that of its parameters.

package dynamics

// ConstantSize is how many numbers the constant matrices have by which layers that are sums of products (see BuildLayers) sum up.
// It grows with the square of the width, though no parameter does: who builds a network that somebody else describes looks at it.
func (m *MLP) ConstantSize() int {
	if m == nil {
		return 0
	}
	n := 0
	for _, l := range m.layers {
		n += l.constants()
	}
	return n
}
