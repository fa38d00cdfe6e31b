// What is measured, as rows of a table.

package structure

import (
	"fmt"
	"slices"
	"strings"
)

// Row is one number of the table.
type Row struct {
	Name  string
	Value int
	// Largest lists what the number consists of, the worst first.
	Largest []string
}

// Measure returns all rows but Trip's, which needs a run.
func (m *Module) Measure() []Row {
	return []Row{
		m.circles(),
		m.folders(),
		m.exported("integrate", true), m.exported("integrate", false), m.exported("graph", true), m.flows(), m.besideFlows(),
		m.exported("dynamics", true), m.exported("train", true),
		m.fields(),
		m.eventFiles(), m.formerNames(), m.formerComments(), m.namelessComments(),
		m.silentFiles(), m.silentTests(), m.misnamedTests(), m.blackBoxes(),
		m.longFunctions(), m.longFiles(), m.mixedImports(),
	}
}

// count is something with a size.
type count struct {
	what string
	n    int
}

// ranked lists the largest counts, largest first.
func ranked(counts []count, most int) (lines []string) {
	slices.SortStableFunc(counts, func(a, b count) int { return b.n - a.n })
	for _, c := range counts[:min(most, len(counts))] {
		lines = append(lines, fmt.Sprintf("%d %s", c.n, c.what))
	}
	return lines
}

func largest(counts []count) (n int) {
	for _, c := range counts {
		n = max(n, c.n)
	}
	return n
}

func (m *Module) circles() Row {
	var counts []count
	for _, p := range m.Packages {
		references := p.references()
		circle := references.largestCircle()
		counts = append(counts, count{p.Name + ": " + strings.Join(references.hubs(circle, 6), ", "), len(circle)})
	}
	return Row{"largest circle of files inside a package", largest(counts), ranked(counts, 6)}
}

func (m *Module) folders() Row {
	var counts []count
	for _, p := range m.Packages {
		counts = append(counts, count{p.Name, len(p.Files)})
	}
	return Row{"files of a package, without tests", largest(counts), ranked(counts, 6)}
}

func (m *Module) fields() Row {
	var counts []count
	for _, p := range m.Packages {
		if p.isLibrary() {
			counts = append(counts, p.structs()...)
		}
	}
	return Row{"fields of a struct", largest(counts), ranked(counts, 24)}
}

// library are the packages that users import, those below them, and those that these share.
var library = []string{"internal", "graph", "dynamics", "integrate", "likelihood", "train"}

func (p *Package) isLibrary() bool {
	root, _, _ := strings.Cut(p.Name, "/")
	return slices.Contains(library, root)
}

// libraryFiles returns the files of the library.
func (m *Module) libraryFiles() (files []*File) {
	for _, p := range m.Packages {
		if p.isLibrary() {
			files = append(files, p.Files...)
		}
	}
	return files
}

func (m *Module) silentFiles() Row {
	var files []*File
	for _, p := range m.Packages {
		files = append(files, p.Files...)
	}
	return silent("files that do not open with a sentence", files)
}

func (m *Module) silentTests() Row {
	return silent("test files that do not open with a sentence", m.tests())
}

func silent(name string, files []*File) Row {
	all, silent := map[string]int{}, map[string]int{}
	for _, f := range files {
		all[f.Package.Name]++
		if !f.opens() {
			silent[f.Package.Name]++
		}
	}
	var counts []count
	total := 0
	for name, n := range silent {
		counts = append(counts, count{fmt.Sprintf("of %d in %s", all[name], name), n})
		total += n
	}
	slices.SortFunc(counts, func(a, b count) int { return strings.Compare(a.what, b.what) })
	return Row{name, total, ranked(counts, 20)}
}

// Bounds of lengths in lines, including blank lines and comments.
const (
	longFunction = 50
	longFile     = 250
)

func (m *Module) longFunctions() Row {
	var counts []count
	for _, f := range m.libraryFiles() {
		for _, d := range f.functions() {
			if n := m.lines(d.Pos(), d.End()); n > longFunction {
				counts = append(counts, count{f.Path() + " " + d.Name.Name, n})
			}
		}
	}
	return Row{fmt.Sprintf("functions longer than %d lines", longFunction), len(counts), ranked(counts, 12)}
}

func (m *Module) longFiles() Row {
	var counts []count
	for _, f := range m.libraryFiles() {
		if n := f.handle.LineCount(); n > longFile && !f.generated() {
			counts = append(counts, count{f.Path(), n})
		}
	}
	return Row{fmt.Sprintf("files longer than %d lines", longFile), len(counts), ranked(counts, 12)}
}
