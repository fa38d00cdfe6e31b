// The surface of a package: what other modules can call.

package structure

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// Surface lists the functions of the module's libraries that other modules can call, and the types with methods that they
// can call, promoted ones included: "likelihood.New", "likelihood.Flow". Interfaces do not count.
func (m *Module) Surface() (functions, receivers []string) {
	for _, p := range m.Packages {
		if !p.isLibrary() || slices.Contains(strings.Split(p.Name, "/"), "internal") {
			continue
		}
		scope := p.types.Scope()
		for _, name := range scope.Names() {
			switch o := scope.Lookup(name).(type) {
			case *types.Func:
				if o.Exported() {
					functions = append(functions, p.Name+"."+name)
				}
			case *types.TypeName:
				if o.Exported() && !o.IsAlias() && !types.IsInterface(o.Type()) && hasMethods(o.Type()) {
					receivers = append(receivers, p.Name+"."+name)
				}
			}
		}
	}
	return functions, receivers
}

func hasMethods(t types.Type) bool {
	set := types.NewMethodSet(types.NewPointer(t))
	for method := range set.Methods() {
		if ast.IsExported(method.Obj().Name()) {
			return true
		}
	}
	return false
}
