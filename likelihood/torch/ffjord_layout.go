// The positions of flows and norms in FFJORD's models: in a chain, or in the chains of several scales.

package torch

import "fmt"

// layout holds the prefixes of a model's parts, from the data to the base.
type layout struct {
	flows []string
	norms []string // one before each flow and one behind all; "": no norm
}

// chainLayout numbers the links of a chain. A chain of images begins with a link without weights.
func chainLayout(norms []bool, first int) (l layout) {
	link := func() string {
		first++
		return fmt.Sprintf("chain.%d.", first-1)
	}
	for i, has := range norms {
		if i > 0 {
			l.flows = append(l.flows, link())
		}
		if l.norms = append(l.norms, ""); has {
			l.norms[i] = link()
		}
	}
	return l
}

func scaleLayout(positions []position) (l layout) {
	for _, p := range positions {
		l.flows = append(l.flows, p.prefix)
	}
	l.norms = make([]string, len(positions)+1)
	return l
}
