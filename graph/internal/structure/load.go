// Loading: the module's packages, parsed and type-checked from source, with imports from elsewhere by the compiler's export
// data.

package structure

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pkg/errors"
)

// Module is all packages of the main module, in the order of their imports.
type Module struct {
	Path     string
	Packages []*Package
	fset     *token.FileSet
}

// Package is a package without its tests.
type Package struct {
	Name  string // path below the module's
	Files []*File
	Tests []*File
	types *types.Package
	info  *types.Info
	// blackBoxes are tests inside the package that could be outside, since they use nothing private.
	blackBoxes []*File
}

// File is a source file.
type File struct {
	Name    string // without its folder
	Package *Package
	syntax  *ast.File
	handle  *token.File
}

// Path is the file's path below the module.
func (f *File) Path() string { return filepath.Join(f.Package.Name, f.Name) }

// listed is what `go list -json` says of a package.
type listed struct {
	ImportPath, Dir, Export, Name string
	GoFiles, Imports              []string
	TestGoFiles, XTestGoFiles     []string
	TestImports                   []string
	Module                        *struct {
		Path string
		Main bool
	}
}

// Load type-checks the packages of the module that contains the current folder.
func Load() (*Module, error) {
	list, err := goList()
	if err != nil {
		return nil, err
	}
	m := &Module{fset: token.NewFileSet()}
	l := &loader{module: m, exports: map[string]string{}, checked: map[string]*types.Package{}}
	l.compiled = importer.ForCompiler(m.fset, "gc", l.export)
	for _, p := range list {
		if p.Module == nil || !p.Module.Main {
			l.exports[p.ImportPath] = p.Export
			continue
		}
		m.Path = p.Module.Path
		if len(p.GoFiles) == 0 { // tests only
			continue
		}
		if err := l.add(p); err != nil {
			return nil, err
		}
	}
	for _, p := range m.Packages {
		if err := l.lookInside(p); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// goList lists the module's packages, imports first, and imports from elsewhere with the compiler's types. It does not
// compile the module's own packages.
func goList() (list []*listed, err error) {
	root, err := goCommand("list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return nil, errors.Wrap(err, "finding the module's folder")
	}
	folder := strings.TrimSpace(string(root))
	all, err := goListIn(folder, "-deps", "./...")
	if err != nil {
		return nil, err
	}
	own := slices.DeleteFunc(all, func(p *listed) bool { return p.Module == nil || !p.Module.Main })
	elsewhere, err := goListIn(folder, append([]string{"-export"}, imports(own)...)...)
	return append(elsewhere, own...), err
}

// goCommand is a go command for this module, even in a workspace with others.
func goCommand(arguments ...string) *exec.Cmd {
	command := exec.Command("go", arguments...)
	command.Env = append(os.Environ(), "GOWORK=off")
	return command
}

// imports returns the paths of imports from elsewhere.
func imports(packages []*listed) (paths []string) {
	own := map[string]bool{"unsafe": true, "C": true}
	for _, p := range packages {
		own[p.ImportPath] = true
	}
	for _, p := range packages {
		paths = append(append(paths, p.Imports...), p.TestImports...)
	}
	slices.Sort(paths)
	return slices.DeleteFunc(slices.Compact(paths), func(path string) bool { return own[path] })
}

// goListIn runs go list in a folder.
func goListIn(folder string, arguments ...string) (list []*listed, err error) {
	const format = "-json=ImportPath,Dir,Export,Name,GoFiles,Imports,TestGoFiles,XTestGoFiles,TestImports,Module"
	command := goCommand(append([]string{"list", format}, arguments...)...)
	command.Dir = folder
	output, err := command.Output()
	if err != nil {
		return nil, errors.Wrap(err, "listing packages")
	}
	for d := json.NewDecoder(bytes.NewReader(output)); ; {
		p := &listed{}
		if err := d.Decode(p); err == io.EOF {
			return list, nil
		} else if err != nil {
			return nil, errors.Wrap(err, "reading the list of packages")
		}
		list = append(list, p)
	}
}

// loader checks one package after the other.
type loader struct {
	module   *Module
	exports  map[string]string // by import path from elsewhere: the file of its export data
	checked  map[string]*types.Package
	compiled types.Importer
}

func (l *loader) export(path string) (io.ReadCloser, error) { return os.Open(l.exports[path]) }

// Import implements types.Importer.
func (l *loader) Import(path string) (*types.Package, error) {
	if p := l.checked[path]; p != nil {
		return p, nil
	}
	return l.compiled.Import(path)
}

func (l *loader) add(p *listed) error {
	m := l.module
	own := &Package{Name: strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, m.Path), "/"), info: &types.Info{
		Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}}
	var syntax []*ast.File
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(m.fset, filepath.Join(p.Dir, name), nil, parser.ParseComments)
		if err != nil {
			return errors.WithStack(err)
		}
		own.Files = append(own.Files, &File{Name: name, Package: own, syntax: file, handle: m.fset.File(file.FileStart)})
		syntax = append(syntax, file)
	}
	for _, name := range append(p.TestGoFiles, p.XTestGoFiles...) {
		file, err := parser.ParseFile(m.fset, filepath.Join(p.Dir, name), nil, parser.ParseComments)
		if err != nil {
			return errors.WithStack(err)
		}
		own.Tests = append(own.Tests, &File{Name: name, Package: own, syntax: file, handle: m.fset.File(file.FileStart)})
	}
	config := types.Config{Importer: l}
	checked, err := config.Check(p.ImportPath, m.fset, syntax, own.info)
	if err != nil {
		return errors.WithStack(err)
	}
	own.types, l.checked[p.ImportPath] = checked, checked
	m.Packages = append(m.Packages, own)
	return nil
}

// fileOf returns the module's file that contains a position, nil for others.
func (m *Module) fileOf(pos token.Pos) *File {
	for _, p := range m.Packages {
		for _, f := range p.Files {
			if base := f.handle.Base(); base <= int(pos) && int(pos) <= base+f.handle.Size() {
				return f
			}
		}
	}
	return nil
}
