// The trip of a row: from a stack trace inside a solve to the files that a reader of it opens.

package structure

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// function is a declared function with the functions of the module that its body names. Methods of an interface belong to
// the interface's file.
type function struct {
	key   string
	file  *File
	names map[string]use
}

// use is the declaration of a function that another function names, and the line that names it first.
type use struct {
	file *File
	line int
}

// hop is a function on the path, with the line at which the path continues to the next.
type hop struct {
	*function
	line int
}

// Trip is a row of the table, of a stack taken inside a function that the solver calls right after it has run a
// compiled step. It counts the files of the functions on the stack from one function to another, and of those that
// these name before the line at which the path goes on: what a reader opens who follows a row from the one to the other
// and looks at each call once. Functions are given as "likelihood.Flow.LogProb". The second one has returned when the
// stack is taken: it is reached from the innermost function on the stack that leads to it.
func (m *Module) Trip(stack []runtime.Frame, from, to string) Row {
	functions := m.declared()
	chain := m.chain(functions, stack, from, to)
	on, files := map[string]bool{}, map[string]bool{}
	for _, f := range chain {
		on[f.file.Path()], files[f.file.Path()] = true, true
		if f.key == to {
			continue
		}
		for _, named := range f.names {
			if named.line <= f.line {
				files[named.file.Path()] = true
			}
		}
	}
	var others []string
	for path := range files {
		if !on[path] {
			others = append(others, path)
		}
	}
	slices.Sort(others)
	return Row{"files a row passes from " + from + " to " + to, len(files), []string{
		"on the stack: " + strings.Join(slices.Sorted(maps.Keys(on)), " "), "called from these: " + strings.Join(others, " ")}}
}

// chain is the part of the stack from one function to another, outermost first.
func (m *Module) chain(functions map[string]*function, stack []runtime.Frame, from, to string) (chain []hop) {
	for _, frame := range slices.Backward(stack) {
		f := m.at(functions, frame)
		if f == nil || (len(chain) == 0 && f.key != from) {
			continue
		}
		chain = append(chain, hop{f, frame.Line})
	}
	for n := len(chain); n > 0; n-- {
		if rest := shortest(functions, chain[n-1].key, to); rest != nil {
			return follow(chain[:n], rest)
		}
	}
	return nil
}

// follow appends calls to a path, each at the line where the one before names it.
func follow(path []hop, calls []*function) []hop {
	for _, f := range calls {
		last := &path[len(path)-1]
		last.line = last.names[f.key].line
		path = append(path, hop{function: f})
	}
	return path
}

// shortest is the shortest sequence of calls from one function to another, without the first.
func shortest(functions map[string]*function, from, to string) []*function {
	before, queue := map[string]string{from: ""}, []string{from}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if at == to {
			return backTo(functions, before, from, to)
		}
		if functions[at] == nil {
			continue
		}
		for _, next := range slices.Sorted(maps.Keys(functions[at].names)) {
			if _, seen := before[next]; !seen {
				before[next] = at
				queue = append(queue, next)
			}
		}
	}
	return nil
}

func backTo(functions map[string]*function, before map[string]string, from, to string) (calls []*function) {
	for at := to; at != from; at = before[at] {
		calls = append(calls, functions[at])
	}
	slices.Reverse(calls)
	return calls
}

// declared returns all functions of the module.
func (m *Module) declared() map[string]*function {
	all := map[string]*function{}
	for _, p := range m.Packages {
		for _, file := range p.Files {
			for _, d := range file.functions() {
				f := &function{key: m.key(p.info.Defs[d.Name].(*types.Func)), file: file, names: map[string]use{}}
				all[f.key] = f
				m.addNames(f, d)
			}
		}
	}
	return all
}

func (m *Module) addNames(f *function, d *ast.FuncDecl) {
	if d.Body == nil {
		return
	}
	for name := range identifiers(d.Body) {
		if called, ok := f.file.Package.info.Uses[name].(*types.Func); ok {
			file, line := m.fileOf(called.Origin().Pos()), m.line(name.Pos())
			if known, ok := f.names[m.key(called)]; file != nil && (!ok || line < known.line) {
				f.names[m.key(called)] = use{file, line}
			}
		}
	}
}

// key is a function's name such as integrate.Solver.Solve.
func (m *Module) key(f *types.Func) string {
	name := f.Name()
	if receiver := f.Signature().Recv(); receiver != nil {
		name = receiverName(receiver.Type()) + "." + name
	}
	if f.Pkg() == nil { // Error of error
		return name
	}
	return strings.TrimPrefix(f.Pkg().Path(), m.Path+"/") + "." + name
}

func receiverName(t types.Type) string {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if named, ok := t.(*types.Named); ok {
		return named.Obj().Name()
	}
	return ""
}

// at returns the declared function of a frame of a stack.
func (m *Module) at(functions map[string]*function, frame runtime.Frame) *function {
	for _, p := range m.Packages {
		for _, f := range p.Files {
			if !strings.HasSuffix(frame.File, "/"+filepath.ToSlash(f.Path())) {
				continue
			}
			for _, d := range f.functions() {
				if m.line(d.Pos()) <= frame.Line && frame.Line <= m.line(d.End()) {
					return functions[m.key(p.info.Defs[d.Name].(*types.Func))]
				}
			}
		}
	}
	return nil
}

func (m *Module) line(pos token.Pos) int { return m.fset.Position(pos).Line }

func (m *Module) lines(from, to token.Pos) int { return m.line(to) - m.line(from) + 1 }
