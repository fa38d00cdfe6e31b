// Binding the ports of a program to its storage.

package compiled

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
)

// The methods of a wiring handle a port, a list of ports, or the ports of a role.

func (w *wiring[T]) input(p *Port[T]) {
	switch {
	case w.bound == nil:
		p.number, _ = number(&w.inputs, p.node)
	case p.number != absent:
		p.Data = w.bound.Input(p.number)
	}
}

func (w *wiring[T]) output(p *Port[T]) {
	switch {
	case w.bound == nil:
		p.number = w.numberOutput(p.node, false)
	case p.number != absent:
		p.Data = w.bound.Output(p.number)
	}
}

// each calls do for each element of a copy of the list, so that every copy of a program has a list of its own.
func each[S ~[]E, E any](list *S, do func(*E)) {
	*list = slices.Clone(*list)
	for i := range *list {
		do(&(*list)[i])
	}
}

func (w *wiring[T]) inputsOf(p *Ports[T]) {
	if w.bound == nil {
		p.numbers = nil
		for _, n := range p.nodes {
			at, _ := number(&w.inputs, n)
			p.numbers = append(p.numbers, at)
		}
		return
	}
	w.bind(p, w.bound.Input)
}

func (w *wiring[T]) outputsOf(p *Ports[T]) { w.outputsWith(p, false) }

// sumsOf is outputsOf for outputs that accumulate over rows and runs.
func (w *wiring[T]) sumsOf(p *Ports[T]) { w.outputsWith(p, true) }

func (w *wiring[T]) outputsWith(p *Ports[T], accumulates bool) {
	if w.bound == nil {
		p.numbers = nil
		for _, n := range p.nodes {
			p.numbers = append(p.numbers, w.numberOutput(n, accumulates))
		}
		return
	}
	w.bind(p, w.bound.Output)
}

// bind gives ports the storage of the program, in a Pack of their own for each copy.
func (w *wiring[T]) bind(p *Ports[T], storage func(int) []T) {
	stride := w.bound.Stride()
	p.Pack = make(batch.Pack[T], len(p.numbers))
	for b, number := range p.numbers {
		if number != absent {
			data := storage(number)
			p.Pack[b] = batch.Lanes[T]{Data: data, Width: len(data) / max(stride, 1), Stride: stride}
		}
	}
}
