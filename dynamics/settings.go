// MLPSettings: the settings of a network, their defaults and their checks.

package dynamics

import (
	"fmt"
	"slices"
)

// MLPSettings describe a multi-layer perceptron. They can be written as JSON and read back.
type MLPSettings struct {
	// Hidden are the numbers of units of the hidden layers. nil means 64, 64, 64; an empty list
	// that is not nil means none, so that f is affine in z.
	Hidden []int `json:"hidden"`
	// Layer is how a layer knows the time. Empty means ConcatSquash.
	Layer Layer `json:"layer"`
	// Activation follows every layer but the last. Empty means Tanh.
	Activation Activation `json:"activation"`
	// Seed determines the initial weights; 0 is a seed like any other.
	Seed uint64 `json:"seed"`
	// Float64 chooses double precision. False means single precision.
	Float64 bool `json:"float64"`
	// Cond is the width of a condition c, which the first layer reads beside z. 0 means none.
	Cond int `json:"cond"`
	// GateOutput keeps the gate of the last layer, as FFJORD has it. False means that a last layer
	// of kind Squash or ConcatSquash has no gate (it is Ignore or ConcatV2): then the first and
	// the last weight matrix meet without anything that depends on t between them, and the trace
	// of a network of two hidden layers costs one product even where each row has its own time.
	GateOutput bool `json:"gateOutput"`
	// ZeroOutput starts the last layer with zeros, so that f = 0 and the flow is the identity
	// before training. False means that it starts as the others.
	ZeroOutput bool `json:"zeroOutput"`
	// Residual adds to every hidden layer but the first what it is given: x + σ(f(t, x)) (as in OT-Flow, Onken et al. 2021). All hidden
	// layers, two at least, then have one width. False means none. The exact trace of two hidden layers stays a closed form.
	Residual bool `json:"residual,omitempty"`
	// LayerNorm brings the units of each hidden layer to mean 0 and variance 1 in every row, then scales and shifts them, before the
	// activation (Ba, Kiros and Hinton 2016); a hidden layer then has two units at least. False means that it does not. The exact
	// trace takes D tangents, for no product of few matrices is the Jacobian. With few units, four or five, the field is stiff where the units of a
	// row nearly coincide: float32 gradients may then be 1e-2 off, which are 1e-3 off with twelve.
	LayerNorm bool `json:"layerNorm,omitempty"`
	// Fourier are angular frequencies ω, in radians per unit of t. Where a layer reads t it then
	// reads t, sin ω₁t, …, cos ω₁t, …. Empty means t alone. Ignore, Blend and Gated refuse them.
	Fourier []float64 `json:"fourier,omitempty"`
	// FourierOnly leaves out t itself, so that f is periodic in t if the frequencies have a common period, as in zuko.
	FourierOnly bool `json:"fourierOnly,omitempty"`
}

// complete returns a copy without defaults left open, or a *SettingError.
func (s *MLPSettings) complete(dim int) (*MLPSettings, error) {
	full := MLPSettings{}
	if s != nil {
		full = *s
	}
	if full.Hidden == nil {
		full.Hidden = []int{64, 64, 64}
	}
	full.Hidden = slices.Clone(full.Hidden)
	full.Fourier = slices.Clone(full.Fourier)
	full.Layer = orDefault(full.Layer, ConcatSquash)
	full.Activation = orDefault(full.Activation, Tanh)
	return &full, full.check(dim)
}

func (s *MLPSettings) check(dim int) error {
	if dim < 1 || dim > maxWidth {
		return &SettingError{"dim", dim, "at least 1"}
	}
	for i, h := range s.Hidden {
		if h < 1 || h > maxWidth {
			return &SettingError{fmt.Sprintf("Hidden[%d]", i), h, "at least 1"}
		}
	}
	if s.Cond < 0 || s.Cond > maxWidth {
		return &SettingError{"Cond", s.Cond, "0 or more"}
	}
	if err := oneOf("Layer", s.Layer, Layers()); err != nil {
		return err
	}
	if err := oneOf("Activation", s.Activation, Activations()); err != nil {
		return err
	}
	if err := s.checkHidden(); err != nil {
		return err
	}
	return s.checkFourier()
}

// checkHidden looks at what residual connections and normalisations ask of the hidden layers.
func (s *MLPSettings) checkHidden() error {
	if s.Residual && len(s.Hidden) < 2 {
		return &SettingError{"Residual", true, "two hidden layers at least, or false"}
	}
	if s.LayerNorm && len(s.Hidden) == 0 {
		return &SettingError{"LayerNorm", true, "a hidden layer at least, or false"}
	}
	for i, h := range s.Hidden {
		if s.Residual && h != s.Hidden[0] {
			return &SettingError{fmt.Sprintf("Hidden[%d]", i), h, fmt.Sprintf("%d as Hidden[0]: with Residual all hidden layers have one width", s.Hidden[0])}
		}
		if s.LayerNorm && h < 2 {
			return &SettingError{fmt.Sprintf("Hidden[%d]", i), h, "at least 2 with LayerNorm: a single unit is always at its mean"}
		}
	}
	return nil
}

func (s *MLPSettings) checkFourier() error {
	if len(s.Fourier) == 0 {
		if s.FourierOnly {
			return &SettingError{"FourierOnly", true, "frequencies in Fourier, or false"}
		}
		return nil
	}
	if !s.Layer.readsFeatures() {
		return &SettingError{"Fourier", s.Fourier, fmt.Sprintf("none: layer %s does not read features of t", s.Layer)}
	}
	for i, w := range s.Fourier {
		if notFinite(w) || w == 0 {
			return &SettingError{fmt.Sprintf("Fourier[%d]", i), w, "a finite frequency other than 0"}
		}
	}
	return nil
}

func orDefault[S ~string](value, byDefault S) S {
	if value == "" {
		return byDefault
	}
	return value
}
