// The formulas of all layers in plain Go.

package dynamics_test

import (
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
)

// reference is an independent evaluation of a network, row by row in plain Go, straight from the
// formulas in the documentation of Layer and Activation.
type reference struct {
	settings dynamics.MLPSettings
	dim      int
	weights  map[string][]float64
}

func newReference(m *dynamics.MLP) *reference {
	r := &reference{settings: m.Settings(), dim: m.Dim(), weights: map[string][]float64{}}
	for _, p := range m.Params().List() {
		r.weights[p.Name] = p.Values()
	}
	return r
}

func (r *reference) f(t float64, z, c []float64) []float64 {
	x, cond := z, c
	sizes := append(append([]int(nil), r.settings.Hidden...), r.dim)
	for i, out := range sizes {
		last := i == len(sizes)-1
		y := r.layer(i, last, out, t, x, cond)
		if !last {
			y = r.activate(i, r.normalise(i, y))
		}
		if !last && i > 0 && r.settings.Residual {
			y = each(x, y, add)
		}
		x, cond = y, nil
	}
	return x
}

func (r *reference) layer(i int, last bool, out int, t float64, x, c []float64) []float64 {
	prefix := fmt.Sprintf("layers.%d.", i)
	features := r.features(t)
	in := append(append([]float64(nil), x...), c...)
	affine := func(name string, in []float64) []float64 {
		return matVec(r.weights[prefix+name+".weight"], out, in, r.weights[prefix+name+".bias"])
	}
	ungated := last && !r.settings.GateOutput
	switch r.settings.Layer {
	case dynamics.Ignore:
		return affine("_layer", in)
	case dynamics.Concat, dynamics.ConcatCoord:
		return affine("_layer", append(features, in...))
	case dynamics.ConcatFirst:
		if i > 0 {
			return affine("_layer", in)
		}
		return affine("_layer", append(features, in...))
	case dynamics.ConcatV2:
		return each(affine("_layer", in), affine("_hyper_bias", features), add)
	case dynamics.Squash:
		if ungated {
			return affine("_layer", in)
		}
		return each(affine("_layer", in), affine("_hyper", features), gated)
	case dynamics.ConcatSquash:
		y := affine("_layer", in)
		if !ungated {
			y = each(y, affine("_hyper_gate", features), gated)
		}
		return each(y, affine("_hyper_bias", features), add)
	case dynamics.Blend:
		blend := func(a, b float64) float64 { return (1-t)*a + t*b }
		return each(affine("_layer0", in), affine("_layer1", in), blend)
	case dynamics.Gated:
		return each(affine("layer_f", in), affine("layer_g", in), gated)
	case dynamics.Hyper:
		return r.hyper(prefix, out, features, in)
	}
	panic("layer " + r.settings.Layer)
}

// hyper is FFJORD's HyperLinear: all weights are one long vector, first the bias.
func (r *reference) hyper(prefix string, out int, features, in []float64) []float64 {
	h := matVec(r.weights[prefix+"_hypernet.0.weight"], 8, features, r.weights[prefix+"_hypernet.0.bias"])
	for k := range h {
		h[k] = math.Tanh(h[k])
	}
	weight := toTorchOrder(r.weights[prefix+"_hypernet.2.weight"], 8, out, len(in))
	bias := toTorchOrder(r.weights[prefix+"_hypernet.2.bias"], 1, out, len(in))
	all := matVec(weight, out+out*len(in), h, bias)
	return matVec(all[out:], out, in, all[:out])
}

// toTorchOrder turns count matrices [out, 1+in], one under another, into [out+out·in, count].
func toTorchOrder(ours []float64, count, out, in int) []float64 {
	theirs := make([]float64, len(ours))
	for k := range count {
		for o := range out {
			row := ours[(k*out+o)*(1+in):]
			theirs[o*count+k] = row[0]
			for i := range in {
				theirs[(out+o*in+i)*count+k] = row[1+i]
			}
		}
	}
	return theirs
}

func (r *reference) features(t float64) []float64 {
	features := []float64{t}
	if r.settings.FourierOnly {
		features = nil
	}
	for _, w := range r.settings.Fourier {
		features = append(features, math.Sin(w*t))
	}
	for _, w := range r.settings.Fourier {
		features = append(features, math.Cos(w*t))
	}
	return features
}

// normalise is torch's nn.LayerNorm.
func (r *reference) normalise(i int, x []float64) []float64 {
	if !r.settings.LayerNorm {
		return x
	}
	mean, variance := 0.0, 0.0
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / float64(len(x))
	}
	y := make([]float64, len(x))
	for k, v := range x {
		y[k] = (v-mean)/math.Sqrt(variance+1e-5)*r.weights[fmt.Sprintf("norms.%d.weight", i)][k] + r.weights[fmt.Sprintf("norms.%d.bias", i)][k]
	}
	return y
}

func (r *reference) activate(i int, x []float64) []float64 {
	y := make([]float64, len(x))
	for k, v := range x {
		y[k] = r.sigma(i, v)
	}
	return y
}

func (r *reference) sigma(i int, x float64) float64 {
	switch r.settings.Activation {
	case dynamics.Tanh:
		return math.Tanh(x)
	case dynamics.Softplus:
		return math.Log(1 + math.Exp(x))
	case dynamics.ELU:
		if x > 0 {
			return x
		}
		return math.Expm1(x)
	case dynamics.Swish:
		beta := r.weights[fmt.Sprintf("activation_fns.%d.beta", i)][0]
		return x * logistic(x*math.Log(1+math.Exp(beta)))
	case dynamics.SiLU:
		return x * logistic(x)
	case dynamics.SELU:
		if x > 0 {
			return seluScale * x
		}
		return seluScale * seluAlpha * math.Expm1(x)
	case dynamics.Square:
		return x * x
	case dynamics.Identity:
		return x
	case dynamics.GELU:
		return x * (1 + math.Erf(x/math.Sqrt2)) / 2
	case dynamics.Sin:
		return math.Sin(x)
	case dynamics.Sigmoid:
		return logistic(x)
	case dynamics.ReLU:
		return math.Max(x, 0)
	}
	panic("activation " + r.settings.Activation)
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
func add(a, b float64) float64   { return a + b }
func gated(a, b float64) float64 { return a * logistic(b) }

func each(a, b []float64, f func(a, b float64) float64) []float64 {
	y := make([]float64, len(a))
	for i := range a {
		y[i] = f(a[i], b[i])
	}
	return y
}

// matVec is W·x + b for W of rows rows; b may be nil.
func matVec(w []float64, rows int, x, b []float64) []float64 {
	y := make([]float64, rows)
	copy(y, b)
	for o := range rows {
		for i, v := range x {
			y[o] += w[o*len(x)+i] * v
		}
	}
	return y
}
