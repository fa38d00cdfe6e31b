// The example of a network in front of the condition.

package dynamics_test

import (
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// A network whose condition is a summary of ten observations, for posteriors: the mean of tanh(w·observation + b), in whatever
// order they come. The summary's parameters stand among those of the network, so that train.Fit trains both together.
func ExampleNewConditionalField_embedding() {
	const observations, features = 10, 8
	network, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{32}, Cond: features, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	weight, err := network.Params().Add("summary.weight", 1, features)
	if err != nil {
		log.Fatal(err)
	}
	bias, err := network.Params().Add("summary.bias", 1, features)
	if err != nil {
		log.Fatal(err)
	}
	for i := range features { // any numbers that tell the features apart
		weight.Set(i, 0.5+0.25*float64(i))
		bias.Set(i, float64(i%3)-1)
	}
	network.Params().Touch()
	field, err := dynamics.NewConditionalField(2, observations, network.Params(), func(b *graph.Builder, t, z, c *G.Node) *G.Node {
		sum := b.Const(1, features, make([]float64, features))
		for k := range observations {
			one := b.MatMul(b.SliceCols(c, k, k+1), b.Param(weight), false, false)
			sum = b.Add(sum, b.Tanh(b.Add(one, b.Param(bias))))
		}
		f, err := network.Build(b, t, z, b.Scale(sum, 1.0/observations))
		if err != nil {
			return b.Fail(err)
		}
		return f
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(field.Dim(), dynamics.CondDim(field), field.Params().Get("summary.weight").Len())
	// Output: 2 10 8
}
