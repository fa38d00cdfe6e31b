// The example of the package's documentation.

package table_test

import (
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/gorgoflow/gorgoflow/train/table"
)

func Example() {
	const text = "# as Excel saves it in Europe\nplace;height\nBonn;1,5\nKöln;\n"
	r, err := table.NewReader(strings.NewReader(text), "places.csv", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Join(r.Notes(), "\n"))
	w, err := table.NewCSVWriter(os.Stdout, r.Fields())
	if err != nil {
		log.Fatal(err)
	}
	for batch, err := range table.Batches(r, 0) {
		if err != nil {
			log.Fatal(err)
		}
		if err := w.Write(batch); err != nil {
			log.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// encoding: UTF-8
	// delimiter: semicolon
	// numbers have a decimal comma
	// header: yes (first row: place, height); it has texts where the rows below have numbers or dates
	// place,height
	// Bonn,1.5
	// Köln,
}

// The mean of a column of a file of any size, in the memory of one batch.
func ExampleEach() {
	folder, err := os.MkdirTemp("", "table")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "people.csv")
	if err := os.WriteFile(path, []byte("height,name\n1.5,Ada\n2.5,Bob\n"), 0o600); err != nil {
		log.Fatal(err)
	}
	sum, n := 0.0, 0
	source := table.File{Path: path, Options: &table.Options{Columns: []string{"height"}}}
	err = table.Each(source, func(batch *table.Table) error {
		for _, v := range batch.Columns[0].Numbers {
			sum += v
		}
		n += batch.Rows()
		return nil
	})
	fmt.Println(sum/float64(n), err)
	// Output: 2 <nil>
}

// A user's format: a line of words behind "words:". Programs that import its package open its files by table.File.
func ExampleRegister() {
	err := table.Register(&table.Format{
		Name:  "words",
		Match: func(head []byte) bool { return strings.HasPrefix(string(head), "words:") },
		Open: func(in *table.Input, _ *table.Options) (table.Reader, error) {
			text, err := io.ReadAll(in)
			if err != nil {
				return nil, err
			}
			words, err := table.New(table.NewTexts("word", strings.Fields(string(text))[1:]...))
			if err != nil {
				return nil, err
			}
			return words.Open()
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	r, err := table.NewReader(strings.NewReader("words: one two"), "count", nil)
	if err != nil {
		log.Fatal(err)
	}
	all, err := table.ReadRest(r)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(all.Columns[0].Texts)
	// Output: [one two]
}
