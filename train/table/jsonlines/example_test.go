// The example of the package's documentation.

package jsonlines_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gorgoflow/gorgoflow/train/table"
	_ "github.com/gorgoflow/gorgoflow/train/table/jsonlines"
)

func Example() {
	folder, err := os.MkdirTemp("", "jsonlines")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "people.jsonl")
	people, err := table.New(table.NewNumbers("height", 1.73, 1.81), table.NewTexts("name", "Ada", "Bob"))
	if err != nil {
		log.Fatal(err)
	}
	w, err := table.Create(path, people.Fields())
	if err != nil {
		log.Fatal(err)
	}
	if err := w.Write(people); err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	heights, err := table.ReadFile(path, &table.Options{Columns: []string{"height"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(heights.Columns[0].Name, heights.Columns[0].Numbers)
	// Output: height [1.73 1.81]
}
