// Exported names and fields, as `go doc` shows them.

package structure

import (
	"fmt"
	"go/ast"
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// aids are public packages that issue 11 does not count: problems for tests, and writing files.
var aids = []string{"integrate/problems", "likelihood/atomicfile"}

// exported counts the exported constants, variables, functions and types of a package and the exported methods of these
// types, without promoted ones and fields. If below is set, it includes the public packages below. Counted like this, the
// three packages that issue 11 measured have the 160, 305 and 167 names that it says, on the commit that it is about.
func (m *Module) exported(name string, below bool) Row {
	row := "exported names of " + name
	if below {
		row += " and the public packages below"
	}
	return m.exportsOf(row, func(p *Package) bool { return p.Name == name || below && p.isPublicBelow(name) })
}

// flowPackages are the packages of likelihood that issue 11 measured.
var flowPackages = []string{"likelihood", "likelihood/base", "likelihood/trace", "likelihood/audit"}

func (m *Module) flows() Row {
	return m.exportsOf("exported names of likelihood with base, trace and audit", func(p *Package) bool { return slices.Contains(flowPackages, p.Name) })
}

func (m *Module) besideFlows() Row {
	return m.exportsOf("exported names of the other public packages below likelihood", func(p *Package) bool {
		return p.isPublicBelow("likelihood") && !slices.Contains(flowPackages, p.Name)
	})
}

// exportsOf counts the exported names of some packages.
func (m *Module) exportsOf(name string, of func(*Package) bool) Row {
	row := Row{Name: name}
	var types []count
	for _, p := range m.Packages {
		if !of(p) {
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

// structs returns the declared struct types with the number of their fields, except those whose comments say why they have
// many.
func (p *Package) structs() (all []count) {
	scope, reasons := p.types.Scope(), p.reasons()
	for _, name := range scope.Names() {
		object := scope.Lookup(name)
		if s, ok := object.Type().Underlying().(*types.Struct); ok && isType(object) && !reasons[name] {
			all = append(all, count{fmt.Sprintf("%s.%s", p.Name, name), s.NumFields()})
		}
	}
	return all
}

// reason is how a comment says why a struct has more fields than others: "… fields … since …", or "… a field for each …".
var reason = regexp.MustCompile(`(?is)\bfields\b[^.]*\b(since|because)\b|\ba field for each\b`)

// reasons returns the types whose comments say why they have many fields.
func (p *Package) reasons() map[string]bool {
	given := map[string]bool{}
	for _, f := range p.Files {
		for _, d := range f.syntax.Decls {
			group, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range group.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok && reason.MatchString(group.Doc.Text()+t.Doc.Text()) {
					given[t.Name.Name] = true
				}
			}
		}
	}
	return given
}
