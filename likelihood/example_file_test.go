// The example of a model file.

package likelihood_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// ExampleLoadModelFile saves a flow and loads it. The file holds all that the density depends on, and the program's
// notes.
func ExampleLoadModelFile() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{16}, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		log.Fatal(err)
	}
	path := filepath.Join(folder, "model.gorgoflow")
	if err = flow.SetNote("columns", []string{"height", "weight"}); err == nil {
		err = flow.SaveFile(path)
	}
	if err != nil {
		log.Fatal(err)
	}
	model, err := likelihood.LoadModelFile(path) // takes a file of any kind of model
	if err != nil {
		log.Fatal(err)
	}
	var columns []string
	found, err := model.Note("columns", &columns)
	fmt.Println(columns, found, err)
	ctx, x := context.Background(), [][]float64{{0.5, -1}}
	before, _ := flow.LogProb(ctx, x)
	after, err := model.LogProb(ctx, x)
	fmt.Println(before[0] == after[0], err)
	// Output:
	// [height weight] true <nil>
	// true <nil>
}
