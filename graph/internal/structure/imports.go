// Imports: one declaration, the standard library's first, then all others, each sorted by path.

package structure

import (
	"cmp"
	"go/ast"
	"slices"
	"strconv"
	"strings"
)

// mixedImports counts the files whose imports are not one declaration of two groups: the standard library's, then all
// others.
func (m *Module) mixedImports() Row {
	var found []string
	files := m.tests()
	for _, p := range m.Packages {
		files = append(files, p.Files...)
	}
	for _, f := range files {
		if lines, declarations := f.imports(); declarations > 1 || !inTwoGroups(lines) {
			found = append(found, f.Path())
		}
	}
	return Row{"files whose imports are not the standard library's and then others", len(found), found}
}

// importLine is one import and its line in the file.
type importLine struct {
	path string
	line int
}

// imports lists the imports of a file.
func (f *File) imports() (lines []importLine, declarations int) {
	for _, s := range f.syntax.Imports {
		path, _ := strconv.Unquote(s.Path.Value)
		lines = append(lines, importLine{path, f.handle.Line(s.Pos())})
	}
	for _, d := range f.syntax.Decls {
		if d, ok := d.(*ast.GenDecl); ok && len(d.Specs) > 0 {
			if _, ok := d.Specs[0].(*ast.ImportSpec); ok {
				declarations++
			}
		}
	}
	return lines, declarations
}

// group is 0 for the standard library, whose paths have no dot in their first element, and 1 for all others.
func (a importLine) group() int {
	first, _, _ := strings.Cut(a.path, "/")
	return min(strings.Count(first, "."), 1)
}

// inTwoGroups says whether imports are sorted within their groups, with an empty line between these and no other.
func inTwoGroups(lines []importLine) bool {
	for i := 1; i < len(lines); i++ {
		a, b := lines[i-1], lines[i]
		if (b.line-a.line > 1) != (a.group() != b.group()) {
			return false
		}
	}
	return slices.IsSortedFunc(lines, func(a, b importLine) int {
		return cmp.Or(cmp.Compare(a.group(), b.group()), cmp.Compare(a.path, b.path))
	})
}
