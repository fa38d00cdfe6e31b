// Walks over syntax.

package structure

import (
	"go/ast"
	"iter"
)

// identifiers are all names below a node.
func identifiers(root ast.Node) iter.Seq[*ast.Ident] {
	return func(yield func(*ast.Ident) bool) {
		done := false
		ast.Inspect(root, func(n ast.Node) bool {
			if name, ok := n.(*ast.Ident); ok && !done {
				done = !yield(name)
			}
			return !done
		})
	}
}

// functions are the declared functions and methods of a file.
func (f *File) functions() (all []*ast.FuncDecl) {
	for _, d := range f.syntax.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			all = append(all, f)
		}
	}
	return all
}
