// The example of the package's documentation.

package arrow_test

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/arrow"
)

func Example() {
	folder, err := os.MkdirTemp("", "arrow")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "people.arrow")
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

// A stream, as it goes over a network, written and read.
func ExampleNewStreamWriter() {
	people, err := table.New(table.NewNumbers("height", 1.73, 1.81))
	if err != nil {
		log.Fatal(err)
	}
	var body bytes.Buffer
	w, err := arrow.NewStreamWriter(&body, people.Fields())
	if err == nil {
		err = w.Write(people)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		log.Fatal(err)
	}
	r, err := arrow.NewStreamReader(&body, "body", nil)
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	back, err := table.ReadRest(r)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(back.Columns[0].Numbers)
	// Output: [1.73 1.81]
}
