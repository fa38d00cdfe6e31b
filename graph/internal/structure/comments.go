// Comments: words that have been replaced, and declarations whose comments do not begin with the name.

package structure

import (
	"fmt"
	"go/ast"
	"regexp"
	"strings"
)

// formerPhrases are words in comments for which the glossary of CONTRIBUTING.md has another word, and phrases that leave
// their noun out.
var formerPhrases = regexp.MustCompile(`(?i)\b(crews?|gauges?|instants?|kin|ledgers?|legs?|park(ed|ing)|passages?|tellers?|watchers?|` +
	`on (its|the) way|way (back|there)|blocks? of rows|of before|one's own|where there (is|are) none|who calls)\b`)

// FormerPhrase returns the first of these phrases in a text, whose lines may break within it; "" without one.
func FormerPhrase(text string) string {
	return formerPhrases.FindString(strings.Join(strings.Fields(text), " "))
}

// formerComments counts the comments that have one of these phrases.
func (m *Module) formerComments() Row {
	var found []string
	files := m.tests()
	for _, p := range m.Packages {
		files = append(files, p.Files...)
	}
	for _, f := range files {
		if f.generated() {
			continue
		}
		for _, group := range f.syntax.Comments {
			if phrase := FormerPhrase(group.Text()); phrase != "" {
				found = append(found, fmt.Sprintf("%s:%d: %s", f.Path(), f.handle.Line(group.Pos()), phrase))
			}
		}
	}
	return Row{"comments with a word that has been replaced", len(found), found}
}

// namelessComments counts the functions and types of the library and of all tests whose comments do not begin with their
// name, perhaps after an article. The comment of an example is text of the documentation, and needs no name.
func (m *Module) namelessComments() Row {
	var found []string
	for _, f := range append(m.libraryFiles(), m.tests()...) {
		for name, doc := range documented(f.syntax) {
			text := doc.Text()
			for _, article := range []string{"A ", "An ", "The "} {
				text = strings.TrimPrefix(text, article)
			}
			if !f.generated() && needsName(name.Name) && !strings.HasPrefix(text, name.Name) && !strings.HasPrefix(text, "Deprecated") {
				found = append(found, fmt.Sprintf("%s:%d: %s", f.Path(), f.handle.Line(name.Pos()), name.Name))
			}
		}
	}
	return Row{"comments that do not begin with the name of their function or type", len(found), found}
}

func needsName(function string) bool {
	return function != "init" && !strings.HasPrefix(function, "Example")
}

// documented returns the functions and types that a file declares, with their comments.
func documented(file *ast.File) map[*ast.Ident]*ast.CommentGroup {
	docs := map[*ast.Ident]*ast.CommentGroup{}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			docs[d.Name] = d.Doc
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if t, ok := s.(*ast.TypeSpec); ok && !d.Lparen.IsValid() {
					docs[t.Name] = d.Doc
				}
			}
		}
	}
	for name, doc := range docs {
		if doc.Text() == "" { // without one, or with directives alone
			delete(docs, name)
		}
	}
	return docs
}
