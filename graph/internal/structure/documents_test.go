// The documents: their links lead somewhere, the tests and files that they name exist, and replaced words are gone.

package structure_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/structure"
)

// root is the module's folder.
const root = "../../.."

var (
	linkOf     = regexp.MustCompile(`\]\(([^)#\s:]*)(?:#([^)\s]*))?\)`) // without links to other sites, which have a colon
	headingOf  = regexp.MustCompile(`(?m)^#+ (.*)$`)
	testOf     = regexp.MustCompile(`(?m)^func (Test[A-Z]\w*)\(`)
	mentionOf  = regexp.MustCompile("`(Test[A-Z]\\w*)`")
	fileOf     = regexp.MustCompile("`([\\w/.*-]+\\.go|(?:graph|integrate|likelihood|dynamics|train)/[\\w/]+)`")
	sentinelOf = regexp.MustCompile(`(?m)^\s*(?:var )?(Err[A-Z]\w*) += `)
	sentinelIn = regexp.MustCompile(`[^\w.](Err[A-Z]\w*)`)
	commentOf  = regexp.MustCompile(`//.*`)
	notOfAName = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// TestDocuments follows every link of every document to its file and heading, and looks for every test and every file
// that is named. The history in CHANGELOG.md keeps the files and words of its time.
func TestDocuments(t *testing.T) {
	documents, tests := read(t)
	if len(documents) < 8 || len(tests) < 800 {
		t.Fatalf("%d documents and %d tests found", len(documents), len(tests))
	}
	for path, text := range documents {
		if phrase := structure.FormerPhrase(text); phrase != "" && filepath.Base(path) != "CHANGELOG.md" {
			t.Errorf("%s: %q has been replaced (CONTRIBUTING.md, Glossary)", path, phrase)
		}
		for _, link := range linkOf.FindAllStringSubmatch(text, -1) {
			if !leads(filepath.Dir(path), path, link[1], link[2]) {
				t.Errorf("%s: %s leads nowhere", path, link[0])
			}
		}
		for _, name := range mentionOf.FindAllStringSubmatch(text, -1) {
			if !tests[name[1]] {
				t.Errorf("%s: there is no %s", path, name[1])
			}
		}
		for _, file := range fileOf.FindAllStringSubmatch(text, -1) {
			if filepath.Base(path) != "CHANGELOG.md" && !stands(filepath.Dir(path), file[1]) {
				t.Errorf("%s: there is no %s", path, file[1])
			}
		}
	}
}

// TestSentinelsInComments: a sentinel that a comment of a package for users names without another package is the package's own.
func TestSentinelsInComments(t *testing.T) {
	own, named := map[string]bool{}, 0
	each(t, func(folder, text string) {
		for _, s := range sentinelOf.FindAllStringSubmatch(text, -1) {
			own[folder+" "+s[1]] = true
		}
	})
	each(t, func(folder, text string) {
		comments := strings.Join(commentOf.FindAllString(text, -1), "\n")
		for _, s := range sentinelIn.FindAllStringSubmatch(comments, -1) {
			if named++; !own[folder+" "+s[1]] {
				t.Errorf("%s: a comment names %s, which is another package's", folder, s[1])
			}
		}
	})
	if named < 100 {
		t.Errorf("%d names of sentinels found", named)
	}
}

// each calls f with the files of packages for users, and their folders.
func each(t *testing.T, f func(folder, text string)) {
	t.Helper()
	for _, folder := range []string{"graph", "integrate", "dynamics", "likelihood", "train"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "/internal/") {
				return err
			}
			text, err := os.ReadFile(path)
			f(filepath.Dir(path), string(text))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// read finds the module's documents, by path, and the names of its tests.
func read(t *testing.T) (documents map[string]string, tests map[string]bool) {
	t.Helper()
	documents, tests = map[string]string{}, map[string]bool{}
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		isTest := strings.HasSuffix(path, "_test.go")
		if err != nil || !isTest && !strings.HasSuffix(path, ".md") {
			return err
		}
		text, err := os.ReadFile(path)
		if !isTest {
			documents[path] = string(text)
		}
		for _, name := range testOf.FindAllSubmatch(text, -1) {
			tests[string(name[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return documents, tests
}

// stands says whether the file or folder that a document in a folder names exists: from that folder, or from the root.
func stands(folder, name string) bool {
	beside, _ := filepath.Glob(filepath.Join(folder, name))
	below, _ := filepath.Glob(filepath.Join(root, name))
	return len(beside)+len(below) > 0
}

// leads says whether the file of a link in a document of a folder exists, and has the heading of the link.
func leads(folder, document, file, heading string) bool {
	target := document
	if file != "" {
		target = filepath.Join(folder, file)
	}
	if heading == "" {
		_, err := os.Stat(target)
		return err == nil
	}
	text, _ := os.ReadFile(target) // without a file there are no headings
	for _, h := range headingOf.FindAllSubmatch(text, -1) {
		if slug(string(h[1])) == heading {
			return true
		}
	}
	return false
}

// slug is the name by which a heading is linked to.
func slug(heading string) string {
	return strings.ReplaceAll(notOfAName.ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}
