// The kinds of bases.

package kinds

import (
	"encoding/json"

	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/base/kernel"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
)

func saveNormal(b base.Base) (any, bool) {
	n, ok := b.(base.Standard)
	return n, ok
}

func loadNormal(json.RawMessage, *container.Params) (base.Base, error) { return base.Standard{}, nil }

// savedGaussian is the shape of a Gaussian; its numbers are parameters.
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

// takeFrom subtracts the number of the Gaussian's values from the number that the file holds for the base.
func (s savedGaussian) takeFrom(left *int) error {
	if s.Dim < 1 || s.Dim > *left/(1+s.factorRows()) {
		return errors.WithStack(&container.Fault{Field: "base: dim", Value: s.Dim, Want: "a positive number for which the file holds values"})
	}
	*left -= s.Dim * (1 + s.factorRows())
	return nil
}

// empty returns a Gaussian for values to come; takeFrom has checked its size.
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

func loadGaussian(raw json.RawMessage, held *container.Params) (base.Base, error) {
	var s savedGaussian
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	left := held.Values()
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

func loadMixture(raw json.RawMessage, held *container.Params) (base.Base, error) {
	var shapes []savedGaussian
	if err := json.Unmarshal(raw, &shapes); err != nil {
		return nil, err
	}
	if len(shapes) == 0 {
		return nil, errors.Wrap(fault.ErrEmpty, "mixture without components")
	}
	var components []*base.Gaussian
	left := held.Values() - len(shapes) // without the weights
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

func loadKernels(raw json.RawMessage, held *container.Params) (base.Base, error) {
	var s savedKernels
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	left := held.Values()
	if s.Dim < 1 || s.Points < 1 || s.Widths < 1 || s.Widths > left || s.Points > (left-s.Widths)/s.Dim {
		return nil, errors.WithStack(&container.Fault{Field: "base: points, dim, widths", Value: s, Want: "positive numbers for which the file holds values"})
	}
	return kernel.New(numeric.NewRows(s.Points, s.Dim), numeric.Ones(s.Widths)...)
}
