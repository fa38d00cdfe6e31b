// Sentences that files open with, words of names, and files by what they speak of.

package structure

import (
	"go/ast"
	"go/token"
	"iter"
	"slices"
	"strings"
	"unicode"
)

// opens says that a comment of at least one sentence is the first thing in the file, beside the package clause: above
// it, or below it and before everything else, the import declaration included. Directives (//go:build) are no
// sentences, and generated files need none.
func (f *File) opens() bool {
	if f.generated() {
		return true
	}
	first := f.syntax.FileEnd
	if len(f.syntax.Decls) > 0 {
		first = start(f.syntax.Decls[0])
	}
	for _, group := range f.syntax.Comments {
		if group.Pos() <= first && isSentence(group.Text()) {
			return true
		}
	}
	return false
}

// start is the beginning of a declaration, its comment included.
func start(d ast.Decl) token.Pos {
	var doc *ast.CommentGroup
	switch d := d.(type) {
	case *ast.FuncDecl:
		doc = d.Doc
	case *ast.GenDecl:
		doc = d.Doc
	}
	if doc != nil {
		return doc.Pos()
	}
	return d.Pos()
}

// isSentence reports whether a text begins with a letter and has a full stop.
func isSentence(text string) bool {
	for _, first := range text {
		return unicode.IsLetter(first) && strings.ContainsRune(text, '.')
	}
	return false
}

func (f *File) generated() bool { return ast.IsGenerated(f.syntax) }

// formerWords were this code's own, each for a thing for which the field has a word (CONTRIBUTING.md has the glossary).
// Names are without them.
var formerWords = []string{"again", "crew", "gauge", "instant", "kin", "ledger", "leg", "parking", "passage", "teller", "watcher", "way"}

// formerNames counts the names that are declared or used with one of them.
func (m *Module) formerNames() Row {
	var found []string
	for _, f := range m.libraryFiles() {
		for name := range identifiers(f.syntax) {
			for word := range wordsOf(name.Name) {
				if slices.Contains(formerWords, word) {
					found = append(found, f.Path()+": "+name.Name)
				}
			}
		}
	}
	return Row{"names with a word that has been replaced", len(found), found}
}

// wordsOf are the words of a name in lower case: those of eachRowBlock are each, row and block.
func wordsOf(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		start := 0
		for i, c := range name {
			if i > 0 && (unicode.IsUpper(c) || c == '_') {
				if !yield(strings.ToLower(strings.Trim(name[start:i], "_"))) {
					return
				}
				start = i
			}
		}
		yield(strings.ToLower(strings.Trim(name[start:], "_")))
	}
}

// eventWords are in the names of what has to do with events.
var eventWords = []string{"event", "crossing", "instant"}

// eventFiles counts the files in and below integrate that use names about events, but are not named after them: nobody
// would look for events there.
func (m *Module) eventFiles() Row {
	var named, others []string
	for _, f := range m.libraryFiles() {
		if root, _, _ := strings.Cut(f.Package.Name, "/"); root != "integrate" || !f.speaksOf(eventWords) {
			continue
		}
		if strings.Contains(strings.ToLower(f.Path()), "event") {
			named = append(named, f.Name)
		} else {
			others = append(others, f.Name)
		}
	}
	return Row{"files that use names about events and are not named after them", len(others), []string{
		"these: " + strings.Join(others, " "), "named after events: " + strings.Join(named, " ")}}
}

// speaksOf reports whether the file uses or declares a name that contains one of the words.
func (f *File) speaksOf(words []string) bool {
	for name := range identifiers(f.syntax) {
		lower := strings.ToLower(name.Name)
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(lower, w) }) {
			return true
		}
	}
	return false
}
