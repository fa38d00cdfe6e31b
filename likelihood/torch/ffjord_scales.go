// FFJORD's models of images at several scales, ODENVP: the positions of their flows, and their state dicts.

package torch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/dynamics"
)

// position is that of a flow in a model of several scales, FFJORD's ODENVP.
type position struct {
	prefix  string
	image   dynamics.Image
	columns []int // of a row; nil: all
}

// scalePositions returns the positions of the flows of so many scales. A scale has so many flows of its images and,
// except the last scale, as many of the squeezed images; the first half of the channels of these goes on to the next
// scale. Each scale has a link without weights that squeezes; the model begins with another link without weights.
func scalePositions(image dynamics.Image, scales, flows int) (list []position, err error) {
	var columns []int
	for scale := range scales {
		at := map[bool]int{true: 1}[scale == 0]
		for half := range 2 {
			for range flows {
				list = append(list, position{fmt.Sprintf("transforms.%d.chain.%d.", scale, at), image, columns})
				at++
			}
			if scale == scales-1 || half == 1 {
				break
			}
			if image, columns, err = image.Squeeze(columns); err != nil {
				return nil, err
			}
			at++
		}
		image.Channels /= 2
		columns = columns[:min(image.Dim(), len(columns))]
	}
	return list, nil
}

// findScales returns the positions of a stack's flows, nil if FFJORD's code has no such model.
func findScales(fields []*dynamics.Conv, columns [][]int) []position {
	for scales := 2; 2*scales-1 <= len(fields); scales++ {
		if len(fields)%(2*scales-1) != 0 {
			continue
		}
		positions, err := scalePositions(fields[0].Image(), scales, len(fields)/(2*scales-1))
		fits := func(i int) bool {
			return fields[i].Image() == positions[i].image && slices.Equal(columns[i], positions[i].columns)
		}
		if err == nil && fitsAll(len(positions), fits) {
			return positions
		}
	}
	return nil
}

func fitsAll(n int, fits func(i int) bool) bool {
	for i := range n {
		if !fits(i) {
			return false
		}
	}
	return true
}

// readScales reads the flows of every scale.
func (p *plan) readScales(s *FFJORDSettings) error {
	const first = "transforms.0.chain.1."
	scales, flows := 0, 0
	for p.has(fmt.Sprintf("transforms.%d.", scales)) {
		scales++
	}
	at := 0
	if scales == 1 { // the first scale begins with a link without weights
		at = 1
	}
	for p.links[fmt.Sprintf("transforms.%d.chain.%d.", scales-1, at+flows)] != nil {
		flows++
	}
	net := p.links[first].Under(diffeq)
	next, err := readConv(p.fileName(first+diffeq), net, onesFor(net), p.args, s)
	if err != nil {
		return err
	}
	image, err := imageOf(next.channels(), p.args, s)
	if err != nil {
		return err
	}
	if p.positions, err = scalePositions(image, scales, flows); err != nil {
		return &ModelError{Name: "Image", Value: image.String(), Want: fmt.Sprintf("one for %d scales", scales), Cause: err}
	}
	if len(p.positions) != len(p.links) {
		return &ModelError{Name: "state dict", Value: fmt.Sprintf("of %d flows", len(p.links)), Want: fmt.Sprintf("%d, of %d scales of %d and, but for the last, as many of squeezed images", len(p.positions), scales, flows)}
	}
	p.norms = []bool{false}
	for _, at := range p.positions {
		if err := p.readLink(at.prefix, s); err != nil {
			return err
		}
	}
	p.layout = scaleLayout(p.positions)
	return p.checkNorms()
}

func (p *plan) has(prefix string) bool {
	for name := range p.links {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// onesFor returns the strides of a network in a model of several scales: all are 1, whatever --strides says.
func onesFor(net StateDict) []int {
	_, count := layerKind(net)
	return slices.Repeat([]int{1}, count)
}
