// MLPSettings: the settings of a network, their defaults and their checks.

package dynamics

import (
	"fmt"
	"slices"
)

// MLPSettings describe a multi-layer perceptron. They can be written as JSON and read back.
type MLPSettings struct {
	// Hidden holds the numbers of units of the hidden layers. nil means 64, 64, 64. An empty list that is not nil means
	// no hidden layer, so that f is affine in z.
	Hidden []int `json:"hidden"`
	// Layer says how a layer depends on the time. Empty means ConcatSquash.
	Layer Layer `json:"layer"`
	// Activation follows every layer but the last. Empty means Tanh.
	Activation Activation `json:"activation"`
	// Seed determines the initial weights; 0 is a seed like any other.
	Seed uint64 `json:"seed"`
	// Float64 chooses double precision. False means single precision.
	Float64 bool `json:"float64"`
	// Cond is the width of a condition c, an input of the first layer besides z. 0 means none.
	Cond int `json:"cond"`
	// GateOutput keeps the gate of the last layer, as FFJORD does. False means that a last layer of kind Squash or
	// ConcatSquash has no gate (it becomes Ignore or ConcatV2). Nothing that depends on t then stands between the first
	// and the last weight matrix, and the trace of a network of two hidden layers costs one product even if each row
	// has its own time.
	GateOutput bool `json:"gateOutput"`
	// ZeroOutput starts the last layer with zeros, so that f = 0 and the flow is the identity before training. False
	// means that it starts like the other layers.
	ZeroOutput bool `json:"zeroOutput"`
	// Residual adds the input of every hidden layer but the first to its output: x + σ(f(t, x)) (as in OT-Flow, Onken
	// et al. 2021). All hidden layers, at least two, then have the same width. False means no residual connections. The
	// exact trace of two hidden layers stays a closed form.
	Residual bool `json:"residual,omitempty"`
	// LayerNorm gives the units of each hidden layer mean 0 and variance 1 in every row, before the activation, and
	// then scales and shifts them (Ba, Kiros and Hinton 2016). A hidden layer then has at least two units. False means
	// no normalisation. The exact trace takes D tangents, since the Jacobian is no product of a few matrices. With few
	// units, four or five, the field is stiff where the units of a row nearly coincide: the error of float32 gradients
	// may then be 1e-2, compared with 1e-3 for twelve units.
	LayerNorm bool `json:"layerNorm,omitempty"`
	// Fourier holds angular frequencies ω, in radians per unit of t. A layer that reads t then reads t, sin ω₁t, …, cos
	// ω₁t, …. Empty means t alone. Ignore, Blend and Gated refuse them.
	Fourier []float64 `json:"fourier,omitempty"`
	// FourierOnly omits t itself, so that f is periodic in t if the frequencies have a common period, as in zuko.
	FourierOnly bool `json:"fourierOnly,omitempty"`
}

// complete returns a copy with defaults filled in, or a *SettingError.
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
		return &SettingError{"dim", dim, sizesFrom(1)}
	}
	for i, h := range s.Hidden {
		if h < 1 || h > maxWidth {
			return &SettingError{fmt.Sprintf("Hidden[%d]", i), h, sizesFrom(1)}
		}
	}
	if s.Cond < 0 || s.Cond > maxWidth {
		return &SettingError{"Cond", s.Cond, sizesFrom(0)}
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

// checkHidden checks the hidden layers against Residual and LayerNorm.
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
