// The kinds of fields and bases in model files: those of this module, and those that a program registers.

package likelihood

import (
	"encoding/json"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/base/kernel"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/modelfile"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
)

var (
	fieldKinds = modelfile.Kinds[dynamics.Field]{By: "likelihood.RegisterField"}
	baseKinds  = modelfile.Kinds[base.Base]{By: "likelihood.RegisterBase"}
)

// RegisterField lets flows with a user's kind of field be saved and loaded. save returns what load needs to rebuild the
// field, except the values of its parameters, as a value that encoding/json can write; ok = false says that the field
// is of another kind. Call RegisterField once, when the program starts; it returns ErrSettings if the name is taken.
//
// load gets the settings in the file, which may be anything: it has to refuse unreasonable sizes before it allocates
// memory for them. Its errors become the cause of a *FileError.
func RegisterField(name string, save func(dynamics.Field) (settings any, ok bool), load func(settings json.RawMessage) (dynamics.Field, error)) error {
	return fieldKinds.Register(name, modelfile.Kind[dynamics.Field]{Save: save, Load: withoutHeld(load)})
}

// RegisterBase is RegisterField for base densities. The values of a Trainable's parameters are restored by name.
func RegisterBase(name string, save func(base.Base) (settings any, ok bool), load func(settings json.RawMessage) (base.Base, error)) error {
	return baseKinds.Register(name, modelfile.Kind[base.Base]{Save: save, Load: withoutHeld(load)})
}

// withoutHeld adapts load functions of callers, which get settings only. nil stays nil, which Register refuses.
func withoutHeld[V any](load func(json.RawMessage) (V, error)) func(json.RawMessage, *modelfile.Params) (V, error) {
	if load == nil {
		return nil
	}
	return func(settings json.RawMessage, _ *modelfile.Params) (V, error) { return load(settings) }
}

func init() {
	for _, err := range []error{
		fieldKinds.Register("mlp", modelfile.Kind[dynamics.Field]{Save: saveMLP, Load: loadMLP}),
		fieldKinds.Register("conv", modelfile.Kind[dynamics.Field]{Save: saveConv, Load: loadConv}),
		fieldKinds.Register("deep mlp", modelfile.Kind[dynamics.Field]{Save: saveDeepMLP, Load: loadMLP}),
		fieldKinds.Register("hollow", modelfile.Kind[dynamics.Field]{Save: saveHollow, Load: loadHollow}),
		baseKinds.Register("standard normal", modelfile.Kind[base.Base]{Save: saveNormal, Load: loadNormal}),
		baseKinds.Register("gaussian", modelfile.Kind[base.Base]{Save: saveGaussian, Load: loadGaussian}),
		baseKinds.Register("mixture", modelfile.Kind[base.Base]{Save: saveMixture, Load: loadMixture}),
		baseKinds.Register("kernels", modelfile.Kind[base.Base]{Save: saveKernels, Load: loadKernels}),
	} {
		if err != nil {
			panic(err) // two kinds above have one name
		}
	}
}

// savedNetwork is a network without its parameters.
type savedNetwork[S any] struct {
	Dim      int `json:"dim"`
	Settings S   `json:"settings"`
}

func saveMLP(f dynamics.Field) (any, bool) {
	s, deep := savedOf(f)
	return s, s.Dim > 0 && !deep
}

// saveDeepMLP saves networks with features newer than the name "mlp" under another name. Older programs would read them
// as "mlp" and drop the features without notice.
func saveDeepMLP(f dynamics.Field) (any, bool) {
	s, deep := savedOf(f)
	return s, deep
}

func savedOf(f dynamics.Field) (s savedNetwork[dynamics.MLPSettings], deep bool) {
	if m, ok := f.(*dynamics.MLP); ok {
		s.Dim, s.Settings = m.Dim(), m.Settings()
	}
	return s, s.Settings.Residual || s.Settings.LayerNorm
}

func loadMLP(raw json.RawMessage, held *modelfile.Params) (dynamics.Field, error) {
	var s savedNetwork[dynamics.MLPSettings]
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	return dynamics.NewMLPIf(held.Accept, s.Dim, &s.Settings)
}

type savedConv struct {
	Image    dynamics.Image        `json:"image"`
	Settings dynamics.ConvSettings `json:"settings"`
}

func saveConv(f dynamics.Field) (any, bool) {
	m, ok := f.(*dynamics.Conv)
	return savedConv{m.Image(), m.Settings()}, ok
}

func loadConv(raw json.RawMessage, held *modelfile.Params) (dynamics.Field, error) {
	var s savedConv
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	return dynamics.NewConvIf(held.Accept, s.Image, &s.Settings)
}

func saveHollow(f dynamics.Field) (any, bool) {
	h, ok := f.(*dynamics.Hollow)
	return savedNetwork[dynamics.HollowSettings]{h.Dim(), h.Settings()}, ok
}

func loadHollow(raw json.RawMessage, held *modelfile.Params) (dynamics.Field, error) {
	var s savedNetwork[dynamics.HollowSettings]
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	return dynamics.NewHollowIf(held.Accept, s.Dim, &s.Settings)
}

func saveNormal(b base.Base) (any, bool) {
	n, ok := b.(base.Standard)
	return n, ok
}

func loadNormal(json.RawMessage, *modelfile.Params) (base.Base, error) { return base.Standard{}, nil }

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
		return unusable("base: dim", s.Dim, "a positive number for which the file holds values")
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

func loadGaussian(raw json.RawMessage, held *modelfile.Params) (base.Base, error) {
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

func loadMixture(raw json.RawMessage, held *modelfile.Params) (base.Base, error) {
	var shapes []savedGaussian
	if err := json.Unmarshal(raw, &shapes); err != nil {
		return nil, err
	}
	if len(shapes) == 0 {
		return nil, errors.Wrap(ErrEmpty, "mixture without components")
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

func loadKernels(raw json.RawMessage, held *modelfile.Params) (base.Base, error) {
	var s savedKernels
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	left := held.Values()
	if s.Dim < 1 || s.Points < 1 || s.Widths < 1 || s.Widths > left || s.Points > (left-s.Widths)/s.Dim {
		return nil, unusable("base: points, dim, widths", s, "positive numbers for which the file holds values")
	}
	return kernel.New(numeric.NewRows(s.Points, s.Dim), numeric.Ones(s.Widths)...)
}
