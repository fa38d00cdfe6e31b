// An example of the package's documentation.

package safetensors_test

import (
	"bytes"
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
)

// ExampleFile_Write writes a matrix and its unit, and reads them. Python reads the same bytes by
// safetensors.numpy.load.
func ExampleFile_Write() {
	file := &safetensors.File{
		Metadata: map[string]string{"unit": "metres"},
		Tensors:  []safetensors.Tensor{safetensors.NewFloat32("weight", []int{2, 3}, []float64{1, 2, 3, 4, 5, 6.5})},
	}
	var out bytes.Buffer
	if err := file.Write(&out); err != nil {
		log.Fatal(err)
	}
	back, err := safetensors.Read(&out)
	if err != nil {
		log.Fatal(err)
	}
	weight := back.Tensor("weight")
	values, err := weight.Float64s()
	fmt.Println(weight.Dtype, weight.Shape, values, back.Metadata["unit"], err)
	// Output: F32 [2 3] [1 2 3 4 5 6.5] metres <nil>
}
