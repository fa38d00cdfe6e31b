// Examples of the package's documentation.

package base_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
)

// ExampleNewMixture makes a flow that starts from two heaps. Before training its network is zero, so that the flow's
// density is the base's.
func ExampleNewMixture() {
	left, err := base.NewDiagonalGaussian([]float64{-2, 0}, []float64{0.5, 1})
	if err != nil {
		log.Fatal(err)
	}
	right, err := base.NewDiagonalGaussian([]float64{2, 0}, []float64{0.5, 1})
	if err != nil {
		log.Fatal(err)
	}
	heaps, err := base.NewMixture([]float64{1, 3}, left, right)
	if err != nil {
		log.Fatal(err)
	}
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{16}, ZeroOutput: true})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := likelihood.New(field, &likelihood.Settings{Base: heaps, TrainBase: true})
	if err != nil {
		log.Fatal(err)
	}
	logp, err := flow.LogProb(context.Background(), [][]float64{{-2, 0}, {0, 0}, {2, 0}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f\n", logp)
	// Output: [-2.531 -9.145 -1.432]
}

// ExampleCheck checks a distribution of gonum, which is a base as it stands, against two numbers of columns.
func ExampleCheck() {
	uniform := distmv.NewUnitUniform(2, nil)
	fmt.Println(base.Check(uniform, 2, false))
	fmt.Println(base.Check(uniform, 3, false))
	// Output:
	// <nil>
	// base has 2 dimensions, the field 3: likelihood: settings do not fit
}

// ExampleDraw shows that row i of a draw does not depend on the number of rows.
func ExampleDraw() {
	few, err := base.Draw(context.Background(), base.Standard{}, 2, 3, 7)
	if err != nil {
		log.Fatal(err)
	}
	many, err := base.Draw(context.Background(), base.Standard{}, 1000, 3, 7)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(few[1][2] == many[1][2], few[0][0] == few[1][0])
	// Output: true false
}

// ExampleNewGaussian makes a normal density with correlated columns.
func ExampleNewGaussian() {
	normal, err := base.NewGaussian([]float64{0, 0}, mat.NewSymDense(2, []float64{1, 0.6, 0.6, 1}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.4f %.4f\n", normal.LogProb([]float64{1, 1}), normal.LogProb([]float64{1, -1}))
	_, err = base.NewGaussian([]float64{0, 0}, mat.NewSymDense(2, []float64{1, 2, 2, 1}))
	fmt.Println(err)
	// Output:
	// -2.2397 -4.1147
	// gaussian: covariance is not positive definite: likelihood: settings do not fit
}
