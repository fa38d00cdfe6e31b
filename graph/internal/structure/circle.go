// Circles: strongly connected components of the files of a package, by references that the type checker has resolved.

package structure

import (
	"go/types"
	"slices"
	"strings"
)

// edges holds for each file the files that it refers to.
type edges map[*File]map[*File]bool

// references returns the references between files of one package: by names, methods and fields.
func (p *Package) references() edges {
	e, byHandle := edges{}, map[string]*File{}
	for _, f := range p.Files {
		e[f] = map[*File]bool{}
		byHandle[f.handle.Name()] = f
	}
	for _, f := range p.Files {
		for name := range identifiers(f.syntax) {
			object := p.info.Uses[name]
			if object == nil || object.Pkg() != p.types {
				continue
			}
			if to := p.fileOf(object); to != nil && to != f {
				e[f][to] = true
			}
		}
	}
	return e
}

// fileOf is where an object of the package is declared.
func (p *Package) fileOf(object types.Object) *File {
	for _, f := range p.Files {
		if f.syntax.FileStart <= object.Pos() && object.Pos() <= f.syntax.FileEnd {
			return f
		}
	}
	return nil
}

// largestCircle returns the largest strongly connected set of files: Tarjan, SIAM J. Comput. 1 (1972) 146–160.
func (e edges) largestCircle() (largest []*File) {
	t := &tarjan{edges: e, index: map[*File]int{}, low: map[*File]int{}, open: map[*File]bool{}}
	for f := range e {
		if t.index[f] == 0 {
			t.visit(f)
		}
	}
	return t.largest
}

type tarjan struct {
	edges      edges
	index, low map[*File]int // index from 1
	open       map[*File]bool
	stack      []*File
	largest    []*File
}

func (t *tarjan) visit(f *File) {
	t.index[f] = len(t.index) + 1
	t.low[f] = t.index[f]
	t.stack, t.open[f] = append(t.stack, f), true
	for to := range t.edges[f] {
		if t.index[to] == 0 {
			t.visit(to)
			t.low[f] = min(t.low[f], t.low[to])
		} else if t.open[to] {
			t.low[f] = min(t.low[f], t.index[to])
		}
	}
	if t.low[f] == t.index[f] {
		t.close(slices.Index(t.stack, f))
	}
}

// close pops a component off the stack.
func (t *tarjan) close(from int) {
	component := slices.Clone(t.stack[from:])
	for _, f := range component {
		t.open[f] = false
	}
	t.stack = t.stack[:from]
	if len(component) > len(t.largest) {
		t.largest = component
	}
}

// hubs returns the files of a circle with the most references within the circle.
func (e edges) hubs(circle []*File, most int) []string {
	var counts []count
	for _, f := range circle {
		c := count{what: f.Name}
		for _, other := range circle {
			if e[f][other] {
				c.n++
			}
			if e[other][f] {
				c.n++
			}
		}
		counts = append(counts, c)
	}
	slices.SortFunc(counts, func(a, b count) int { return strings.Compare(a.what, b.what) })
	return ranked(counts, most)
}
