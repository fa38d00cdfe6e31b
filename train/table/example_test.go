// The example of the package's documentation.

package table_test

import (
	"fmt"
	"log"
	"os"
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
