// The example of the package's documentation.

package schema_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

func Example() {
	const text = "height,weight,age,kind,planet\n1.7301,64.2713,30,cat,Earth\n1.8117,80.0917,41,dog,Earth\n1.6513,71.5531,29,dog,Earth\n"
	r, err := table.NewReader(strings.NewReader(text), "animals.csv", nil)
	if err != nil {
		log.Fatal(err)
	}
	animals, err := table.ReadRest(r)
	if err != nil {
		log.Fatal(err)
	}
	s, err := schema.New(animals, nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := s.Set("weight", "log"); err != nil {
		log.Fatal(err)
	}
	fmt.Print(s)
	rows, err := s.Encode(animals, 1) // vectors to fit a flow to, by train.Fit
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d vectors of %d numbers, given %v\n", len(rows.X), len(rows.X[0]), rows.Condition[0])
	samples, err := s.Decode(rows.X, rows.Condition) // here they are the rows themselves
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range samples.Columns {
		fmt.Print(c.Format(0), " ")
	}
	// Output:
	// column  taken for             of 3 rows
	// height  number                1.6513 … 1.8117
	// weight  number, log above 0   64.2713 … 80.0917
	// age     number, rounded to 1  29 … 41
	// kind    category, class       2 levels: cat, dog
	// planet  constant, left out    always Earth
	// log p is the logarithm of a density per unit of height, unit of weight, and a probability of the cell or category of age, kind
	// 3 vectors of 3 numbers, given [1 0]
	// 1.7301 64.2713 30 cat Earth
}

// Batches of a table that is not held in memory become vectors one after the other. The seed and the place of a row say
// what is drawn for the row.
func ExampleSchema_Encoder() {
	rows, err := table.New(table.NewNumbers("age", 30, 41, 29, 30, 35), table.NewTexts("kind", "cat", "dog", "dog", "cat", "cat"))
	if err != nil {
		log.Fatal(err)
	}
	s, err := schema.New(rows, nil)
	if err != nil {
		log.Fatal(err)
	}
	encoder, err := s.Encoder(1)
	if err != nil {
		log.Fatal(err)
	}
	r, err := rows.Open()
	if err != nil {
		log.Fatal(err)
	}
	for batch, err := range table.Batches(r, 2) {
		if err != nil {
			log.Fatal(err)
		}
		vectors, err := encoder.Encode(batch)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(len(vectors.X), vectors.Condition)
	}
	// Output:
	// 2 [[1 0] [0 1]]
	// 2 [[0 1] [1 0]]
	// 1 [[1 0]]
}
