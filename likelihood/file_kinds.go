// How the fields and bases of this module are written to a model file and rebuilt.

package likelihood

import (
	"encoding/json"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/base/kernel"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
)

func init() {
	for _, err := range []error{
		fieldKinds.register("mlp", kind[dynamics.Field]{saveMLP, loadMLP}),
		baseKinds.register("standard normal", kind[base.Base]{saveNormal, loadNormal}),
		baseKinds.register("gaussian", kind[base.Base]{saveGaussian, loadGaussian}),
		baseKinds.register("mixture", kind[base.Base]{saveMixture, loadMixture}),
		baseKinds.register("kernels", kind[base.Base]{saveKernels, loadKernels}),
	} {
		if err != nil {
			panic(err) // two kinds above have one name
		}
	}
}

type savedMLP struct {
	Dim      int                  `json:"dim"`
	Settings dynamics.MLPSettings `json:"settings"`
}

func saveMLP(f dynamics.Field) (any, bool) {
	m, ok := f.(*dynamics.MLP)
	if !ok {
		return nil, false
	}
	return savedMLP{m.Dim(), m.Settings()}, true
}

func loadMLP(raw json.RawMessage, held *fileParams) (dynamics.Field, error) {
	var s savedMLP
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	return dynamics.NewMLPIf(held.accept, s.Dim, &s.Settings)
}

func saveNormal(b base.Base) (any, bool) {
	n, ok := b.(base.Standard)
	return n, ok
}

func loadNormal(json.RawMessage, *fileParams) (base.Base, error) { return base.Standard{}, nil }

// savedGaussian is the shape of a Gaussian; what it is made of are parameters.
type savedGaussian struct {
	Dim      int  `json:"dim"`
	Diagonal bool `json:"diagonal"`
}

func shapeOf(g *base.Gaussian) savedGaussian { return savedGaussian{g.Dim(), g.IsDiagonal()} }

func (s savedGaussian) factorRows() int {
	if s.Diagonal {
		return 1
	}
	return s.Dim
}

// takeFrom subtracts the values of the Gaussian from those that the file holds for the base.
func (s savedGaussian) takeFrom(left *int) error {
	if s.Dim < 1 || s.Dim > *left/(1+s.factorRows()) {
		return unusable("base: dim", s.Dim, "a positive number for which the file holds values")
	}
	*left -= s.Dim * (1 + s.factorRows())
	return nil
}

// empty is a Gaussian for values to come; takeFrom has looked at its size.
func (s savedGaussian) empty() (*base.Gaussian, error) {
	mean := make([]float64, s.Dim)
	if s.Diagonal {
		return base.NewDiagonalGaussian(mean, numeric.Ones(s.Dim))
	}
	unit := mat.NewTriDense(s.Dim, mat.Lower, nil)
	for i := range s.Dim {
		unit.SetTri(i, i, 1)
	}
	return base.NewGaussianFactor(mean, unit)
}

func saveGaussian(b base.Base) (any, bool) {
	g, ok := b.(*base.Gaussian)
	if !ok {
		return nil, false
	}
	return shapeOf(g), true
}

func loadGaussian(raw json.RawMessage, held *fileParams) (base.Base, error) {
	var s savedGaussian
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	left := held.values()
	if err := s.takeFrom(&left); err != nil {
		return nil, err
	}
	return s.empty()
}

func saveMixture(b base.Base) (any, bool) {
	m, ok := b.(*base.Mixture)
	if !ok {
		return nil, false
	}
	var shapes []savedGaussian
	for _, c := range m.Components() {
		shapes = append(shapes, shapeOf(c))
	}
	return shapes, true
}

func loadMixture(raw json.RawMessage, held *fileParams) (base.Base, error) {
	var shapes []savedGaussian
	if err := json.Unmarshal(raw, &shapes); err != nil {
		return nil, err
	}
	if len(shapes) == 0 {
		return nil, errors.Wrap(ErrEmpty, "mixture without components")
	}
	var components []*base.Gaussian
	left := held.values() - len(shapes) // the weights
	for _, s := range shapes {
		if err := s.takeFrom(&left); err != nil {
			return nil, err
		}
		g, err := s.empty()
		if err != nil {
			return nil, err
		}
		components = append(components, g)
	}
	return base.NewMixture(numeric.Ones(len(shapes)), components...)
}

// savedKernels is the shape of a kernel density; its points and widths are parameters.
type savedKernels struct {
	Points int `json:"points"`
	Dim    int `json:"dim"`
	Widths int `json:"widths"`
}

func saveKernels(b base.Base) (any, bool) {
	k, ok := b.(*kernel.Density)
	if !ok {
		return nil, false
	}
	return savedKernels{k.Len(), k.Dim(), k.Params().Len() - k.Len()*k.Dim()}, true
}

func loadKernels(raw json.RawMessage, held *fileParams) (base.Base, error) {
	var s savedKernels
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	left := held.values()
	if s.Dim < 1 || s.Points < 1 || s.Widths < 1 || s.Widths > left || s.Points > (left-s.Widths)/s.Dim {
		return nil, unusable("base: points, dim, widths", s, "positive numbers for which the file holds values")
	}
	return kernel.New(numeric.NewRows(s.Points, s.Dim), numeric.Ones(s.Widths)...)
}
