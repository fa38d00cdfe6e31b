// Exported names and fields, as `go doc` shows them.

package structure

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// aids are public packages that the figures of issue 11 leave out: problems for tests, and a way to write files.
var aids = []string{"integrate/problems", "likelihood/atomicfile"}

// exported counts the exported constants, variables, functions and types of a package and the exported methods of these
// types, promoted ones left out; with those of the public packages below it if asked for.
func (m *Module) exported(name string, below bool) Row {
	row := Row{Name: "exported names of " + name}
	if below {
		row.Name += " and the public packages below"
	}
	var types []count
	for _, p := range m.Packages {
		if p.Name != name && !(below && p.isPublicBelow(name)) {
			continue
		}
		for _, c := range p.exports() {
			row.Value += c.n
			if c.n > 1 {
				types = append(types, c)
			}
		}
	}
	row.Largest = ranked(types, 8)
	return row
}

func (p *Package) isPublicBelow(name string) bool {
	return strings.HasPrefix(p.Name, name+"/") && !slices.Contains(strings.Split(p.Name, "/"), "internal") && !slices.Contains(aids, p.Name)
}

// exports are the exported names of the package's scope, each with its methods.
func (p *Package) exports() (all []count) {
	scope := p.types.Scope()
	for _, name := range scope.Names() {
		if !ast.IsExported(name) {
			continue
		}
		c := count{p.Name + "." + name, 1}
		if named, ok := scope.Lookup(name).Type().(*types.Named); ok && isType(scope.Lookup(name)) {
			for method := range named.Methods() {
				if method.Exported() {
					c.n++
				}
			}
		}
		all = append(all, c)
	}
	return all
}

func isType(object types.Object) bool {
	name, ok := object.(*types.TypeName)
	return ok && !name.IsAlias()
}

// structs are the declared struct types with the number of their fields.
func (p *Package) structs() (all []count) {
	scope := p.types.Scope()
	for _, name := range scope.Names() {
		object := scope.Lookup(name)
		if s, ok := object.Type().Underlying().(*types.Struct); ok && isType(object) {
			all = append(all, count{fmt.Sprintf("%s.%s", p.Name, name), s.NumFields()})
		}
	}
	return all
}
