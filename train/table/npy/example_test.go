// The example of the package's documentation.

package npy_test

import (
	"bytes"
	"fmt"
	"log"

	"codeberg.org/sbinet/npyio/npy"
	"github.com/gorgoflow/gorgoflow/train/table"
	_ "github.com/gorgoflow/gorgoflow/train/table/npy"
)

func Example() {
	var file bytes.Buffer // as numpy.save writes it
	if err := npy.Write(&file, []float64{1.5, 2.5}); err != nil {
		log.Fatal(err)
	}
	r, err := table.NewReader(&file, "heights.npy", nil)
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	heights, err := table.ReadRest(r)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(heights.Columns[0].Name, heights.Columns[0].Numbers)
	// Output: column 1 [1.5 2.5]
}
