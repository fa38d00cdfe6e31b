// The examples of users' fields and bases in model files.

package modelfile_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// spring is the field dz/dt = -stiffness·z.
type spring struct {
	dynamics.Field
	settings springSettings
}

type springSettings struct {
	Dim       int
	Stiffness float64
}

func newSpring(s springSettings) (*spring, error) {
	if s.Dim < 1 || s.Dim > 1000 {
		return nil, fmt.Errorf("a spring of %d dimensions, want 1 to 1000", s.Dim)
	}
	build := func(b *graph.Builder, _, z, _ *G.Node) *G.Node { return b.Scale(z, -s.Stiffness) }
	field, err := dynamics.NewField(s.Dim, graph.NewParams(tensor.Float64), build)
	return &spring{field, s}, err
}

// ExampleRegisterField saves a user's field by its settings, from which the field can be made again. The values of
// parameters are saved too, if the field has parameters.
func ExampleRegisterField() {
	save := func(f dynamics.Field) (settings any, ok bool) {
		s, ok := f.(*spring)
		if !ok {
			return nil, false
		}
		return s.settings, true
	}
	load := func(text json.RawMessage) (dynamics.Field, error) {
		var s springSettings
		if err := json.Unmarshal(text, &s); err != nil {
			return nil, err
		}
		return newSpring(s)
	}
	if err := modelfile.RegisterField("example spring", save, load); err != nil { // a program registers a field once, for example in an init function
		log.Fatal(err)
	}
	field, err := newSpring(springSettings{Dim: 1, Stiffness: 2})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.4f\n", savedAndLoaded(field, nil)) // the data have a standard deviation of exp(-2)
	fmt.Printf("%.4f\n", 2-math.Log(2*math.Pi)/2)
	// Output:
	// 1.0811
	// 1.0811
}

// laplace is the density exp(-|x|/scale)/(2 scale) of each column.
type laplace struct{ Scale float64 }

func (l laplace) LogProb(x []float64) (sum float64) {
	for _, v := range x {
		sum -= math.Abs(v)/l.Scale + math.Log(2*l.Scale)
	}
	return sum
}

// ExampleRegisterBase saves a user's base by its settings.
func ExampleRegisterBase() {
	save := func(b base.Base) (settings any, ok bool) {
		l, ok := b.(laplace)
		return l, ok
	}
	load := func(text json.RawMessage) (base.Base, error) {
		var l laplace
		err := json.Unmarshal(text, &l)
		return l, err
	}
	if err := modelfile.RegisterBase("example laplace", save, load); err != nil {
		log.Fatal(err)
	}
	field, err := dynamics.NewMLP(1, &dynamics.MLPSettings{Hidden: []int{4}, ZeroOutput: true}) // the field is 0, so that the flow's density is the base's
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.4f\n", savedAndLoaded(field, laplace{0.5}))
	// Output: 0.0000
}

// savedAndLoaded returns log p of 0 by a flow that has been saved and loaded.
func savedAndLoaded(field dynamics.Field, b base.Base) float64 {
	flow, err := likelihood.New(field, &likelihood.Settings{Base: b})
	if err != nil {
		log.Fatal(err)
	}
	var file bytes.Buffer
	if err := flow.Save(&file); err != nil {
		log.Fatal(err)
	}
	loaded, err := likelihood.Load(&file)
	if err != nil {
		log.Fatal(err)
	}
	logp, err := loaded.LogProb(context.Background(), [][]float64{{0}})
	if err != nil {
		log.Fatal(err)
	}
	return logp[0]
}
