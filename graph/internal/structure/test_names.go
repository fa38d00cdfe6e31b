// Names of test files: benchmarks, examples and helpers are in files that say so.

package structure

import (
	"go/ast"
	"slices"
	"strings"
)

// kindsOfTest are the beginnings of the names of functions that `go test` runs.
var kindsOfTest = []string{"Test", "Fuzz", "Benchmark", "Example"}

// kinds are those that a test file has, each once.
func (f *File) kinds() (found []string) {
	for _, kind := range kindsOfTest {
		if slices.ContainsFunc(f.functions(), func(d *ast.FuncDecl) bool {
			return d.Recv == nil && d.Name.Name != "TestMain" && strings.HasPrefix(d.Name.Name, kind)
		}) {
			found = append(found, kind)
		}
	}
	return found
}

// isMisnamed: a file of benchmarks alone ends with bench, one of examples alone begins with example, and no other one
// does; what tests share and what they look at is in files without tests.
func (f *File) isMisnamed() bool {
	kinds, name := f.kinds(), strings.TrimSuffix(f.Name, "_test.go")
	only := func(kind string) bool { return len(kinds) == 1 && kinds[0] == kind }
	isBench := strings.HasSuffix("_"+name, "_bench")
	switch {
	case name == "helpers" || name == "export":
		return len(kinds) > 0
	case isBench && len(kinds) == 0: // what benchmarks share
		return false
	}
	return isBench != only("Benchmark") || strings.HasPrefix(name, "example") != only("Example")
}

func (m *Module) misnamedTests() Row {
	var names []string
	for _, f := range m.tests() {
		if f.isMisnamed() {
			names = append(names, f.Path())
		}
	}
	return Row{"test files whose names do not say what they hold", len(names), names}
}

// tests are the test files of all packages.
func (m *Module) tests() (files []*File) {
	for _, p := range m.Packages {
		files = append(files, p.Tests...)
	}
	return files
}
