// The memory of a network beyond its parameters.

package dynamics

// ConstantSize is the number of elements of the constant matrices that BuildLayers returns for layers that are sums of
// products. It grows with the square of the width even for layers whose parameters do not. Check it before building a
// network that an untrusted file describes.
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
