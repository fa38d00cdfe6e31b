// The tensors of an nn.Sequential.

package torch

import (
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
)

// columnRange is a range of columns of a weight.
type columnRange struct{ from, width int }

// order returns PyTorch's columns of the first weight, in the order that they have here.
func (s *SequentialSettings) order(m *dynamics.MLP) (list []columnRange) {
	set, features := m.Settings(), 0
	if slices.Contains(s.input(), Time) {
		features = 1
	}
	here := map[Part]columnRange{Time: {0, features}, State: {features, m.Dim()}, Condition: {features + m.Dim(), set.Cond}}
	for _, p := range s.input() {
		list = append(list, here[p])
	}
	return list
}

// sequentialSlots returns the slots of a network whose layers are [out, in] in both, except for the order of the first
// layer's columns.
func sequentialSlots(m *dynamics.MLP, prefix string, order []columnRange) (slots []slot) {
	for i := range append(m.Settings().Hidden, m.Dim()) {
		weight := m.Params().Get(fmt.Sprintf("layers.%d._layer.weight", i))
		bias := m.Params().Get(fmt.Sprintf("layers.%d._layer.bias", i))
		name := fmt.Sprintf("%s%d", prefix, 2*i)
		var theirs func(int) int
		if i == 0 {
			theirs = columnsIn(weight, order)
		}
		slots = append(slots, paramSlot(name+".weight", []int{weight.Rows, weight.Cols}, weight, theirs),
			paramSlot(name+".bias", []int{bias.Cols}, bias, nil))
	}
	return slots
}

// columnsIn returns the map of an element's index if the columns of a matrix stand in the given order.
func columnsIn(p *graph.Param, order []columnRange) func(int) int {
	there := make([]int, p.Cols)
	k := 0
	for _, b := range order {
		for c := range b.width {
			there[b.from+c] = k
			k++
		}
	}
	return func(i int) int { return i/p.Cols*p.Cols + there[i%p.Cols] }
}
