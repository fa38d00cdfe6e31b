// The gallery in README.md against the folders of the examples.

package examples_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pictureless are the examples that print their results and draw no picture.
var pictureless = map[string]bool{"beam": true, "start": true, "tabular": true}

// TestGalleryListsEveryExample: each folder has its headline, its command and its picture in README.md, and the file of
// every picture exists.
func TestGalleryListsEveryExample(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	folders, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		name := f.Name()
		if !f.IsDir() || name == "internal" {
			continue
		}
		command := "    go run ./examples/" + name + "\n"
		if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil { // a module of its own
			command = "    go run -C examples/" + name + " . "
		}
		for _, want := range []string{"\n## " + name + "\n", command, "(#" + name + ")"} {
			if !strings.Contains(string(text), want) {
				t.Errorf("README.md has no %q", want)
			}
		}
		if !pictureless[name] && !strings.Contains(string(text), "]("+name+"/") {
			t.Errorf("README.md has no picture of %s", name)
		}
	}
	for _, link := range regexp.MustCompile(`!\[[^]]*\]\(([^)]*)\)`).FindAllStringSubmatch(string(text), -1) {
		if _, err := os.Stat(link[1]); err != nil {
			t.Error(err)
		}
	}
}
