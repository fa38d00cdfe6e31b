// Tests in the package that they test: those that use nothing private of it could be outside.

package structure

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/pkg/errors"
)

// lookInside checks a package together with the tests in it, and finds the tests that use nothing private. All packages
// that tests import have been loaded by then.
func (l *loader) lookInside(p *Package) error {
	var syntax []*ast.File
	var tests []*File
	for _, f := range p.Files {
		syntax = append(syntax, f.syntax)
	}
	for _, f := range p.Tests {
		if !strings.HasSuffix(f.syntax.Name.Name, "_test") {
			tests, syntax = append(tests, f), append(syntax, f.syntax)
		}
	}
	if len(tests) == 0 || !p.isLibrary() {
		return nil
	}
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: l}
	if _, err := config.Check(p.types.Path(), l.module.fset, syntax, info); err != nil {
		return errors.WithStack(err)
	}
	for _, f := range tests {
		if !p.looksInside(f, info) {
			p.blackBoxes = append(p.blackBoxes, f)
		}
	}
	return nil
}

// looksInside reports whether the test uses a name of the package that is not exported, fields and methods included, or
// declares a method of one of its types. Names of other tests do not count as the package's.
func (p *Package) looksInside(f *File, info *types.Info) bool {
	for name := range identifiers(f.syntax) {
		if used := info.Uses[name]; used != nil && !used.Exported() && p.fileOf(used) != nil {
			return true
		}
	}
	return slices.ContainsFunc(f.functions(), func(d *ast.FuncDecl) bool {
		receiver := info.Defs[d.Name].(*types.Func).Signature().Recv()
		return receiver != nil && p.fileOf(typeOf(receiver.Type())) != nil
	})
}

// typeOf is the declared type of a receiver.
func typeOf(t types.Type) types.Object {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	return t.(*types.Named).Obj()
}

func (m *Module) blackBoxes() Row {
	var names []string
	for _, p := range m.Packages {
		for _, f := range p.blackBoxes {
			names = append(names, f.Path())
		}
	}
	return Row{"tests inside of a package that use nothing private of it", len(names), names}
}
