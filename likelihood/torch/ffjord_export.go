// The state dict of a stack for FFJORD's code.

package torch

import (
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
)

// FFJORDState is the state dict of a stack for FFJORD's code, built with the same --dims, --strides, --layer_type,
// --nonlinearity, --num_blocks, --multiscale and --batch_norm, and without regularisation (--l2int and its like), which
// changes names there. A model of a single scale has the names of one without --multiscale.
//
// Errors: a *ModelError if FFJORD's code has no such model: fields other than a *dynamics.MLP with GateOutput or a
// *dynamics.Conv, Residual, LayerNorm, conditions, Fourier features, a standardisation, a base other than the standard
// normal, norms with another Epsilon than 1e-4, any norms for images, columns other than those of its scales, data at another
// time than 0, a base at a time below 0, and Swish with several β, since FFJORD's code has a single one. Norms between the
// flows alone are written; --batch_norm makes those at the ends too, so that such a chain has to be built in Python.
//
// Others may train the stack meanwhile.
func FFJORDState(stack *likelihood.Flow) (StateDict, error) {
	fields, err := ffjordFields(stack)
	if err != nil {
		return nil, err
	}
	l, err := layoutOf(stack, fields)
	if err != nil {
		return nil, err
	}
	slots := ffjordSlots(stack, fields, l)
	return whole(stack, func() (StateDict, error) {
		if err := oneBeta(fields); err != nil {
			return nil, err
		}
		return collect(slots)
	})
}

// ffjordFields returns the networks from the base to the data, if FFJORD's code supports them.
func ffjordFields(stack *likelihood.Flow) (fields []dynamics.Field, err error) {
	for i, f := range stack.Flows() {
		if err := checkField(i, f.Field()); err != nil {
			return nil, err
		}
		end, data := f.Times()
		if data != 0 {
			return nil, &ModelError{Name: fmt.Sprintf("time of the data of flow %d", i), Value: data, Want: "0"}
		}
		if end < 0 {
			return nil, &ModelError{Name: fmt.Sprintf("time of the base of flow %d", i), Value: end, Want: "one above 0, the square of sqrt_end_time"}
		}
		fields = append(fields, f.Field())
	}
	if err := checkEpsilon(stack); err != nil {
		return nil, err
	}
	if _, ok := stack.Base().(base.Standard); !ok {
		return nil, &ModelError{Name: "base", Value: fmt.Sprintf("%T", stack.Base()), Want: "a standard normal"}
	}
	if mean, std := stack.Standardization(); mean != nil || std != nil {
		return nil, standardised("standardisation", "FFJORD's chain")
	}
	return fields, nil
}

// standardised is the error for a standardisation of data or conditions.
func standardised(what, model string) error {
	return &ModelError{Name: what, Value: "set", Want: "none: " + model + " has no place for it; train.Settings.KeepStandardization trains without"}
}

// ffjordEpsilon is ε of the norms in FFJORD's code, which is in no state dict.
const ffjordEpsilon = "0.0001"

// checkEpsilon refuses norms that divide by another number than FFJORD's.
func checkEpsilon(stack *likelihood.Flow) error {
	traits, err := stack.Traits()
	if err != nil {
		return err
	}
	for _, t := range traits {
		if t.Name == "Norm.Epsilon" && t.Value != ffjordEpsilon {
			return &ModelError{Name: "Epsilon of norms", Value: t.Value, Want: ffjordEpsilon + ", that of FFJORD's code"}
		}
	}
	return nil
}

// checkField refuses networks that FFJORD's code does not have.
func checkField(i int, field dynamics.Field) error {
	switch m := field.(type) {
	case *dynamics.MLP:
		set := m.Settings()
		gated := set.Layer == dynamics.Squash || set.Layer == dynamics.ConcatSquash
		if set.Cond > 0 || len(set.Fourier) > 0 || gated && !set.GateOutput || set.Layer == dynamics.ConcatFirst || set.Layer == dynamics.Gated {
			return &ModelError{Name: fmt.Sprintf("network of flow %d", i), Value: fmt.Sprintf("%+v", set),
				Want: "a layer of FFJORD's, without condition and Fourier features and with GateOutput"}
		}
		return checkHidden(&set)
	case *dynamics.Conv:
		set := m.Settings()
		if set.Residual || slices.Contains([]dynamics.Layer{dynamics.ConcatFirst, dynamics.Gated, dynamics.Squash}, set.Layer) {
			return &ModelError{Name: fmt.Sprintf("network of flow %d", i), Value: fmt.Sprintf("%+v", set),
				Want: "no Residual and a layer of FFJORD's: its squash fails for images"}
		}
		return nil
	}
	return &ModelError{Name: fmt.Sprintf("field of flow %d", i), Value: fmt.Sprintf("%T", field), Want: "a *dynamics.MLP or a *dynamics.Conv"}
}

// layoutOf returns the layout of FFJORD's model for a stack with these fields, which are from the base to the data.
func layoutOf(stack *likelihood.Flow, fields []dynamics.Field) (*layout, error) {
	convs, err := convsOf(fields)
	if err != nil {
		return nil, err
	}
	has, norms := make([]bool, len(fields)+1), normParams(stack)
	for i := range norms {
		has[len(fields)-i] = true
	}
	if convs != nil && len(norms) > 0 {
		return nil, &ModelError{Name: "norms", Value: fmt.Sprintf("%d", len(norms)), Want: "none: FFJORD's norms of images are of channels"}
	}
	columns := stack.Columns()
	if columns == nil {
		for _, m := range convs {
			if m.Image() != convs[0].Image() {
				return nil, &ModelError{Name: "image of a flow", Value: m.Image().String(), Want: fmt.Sprintf("%v as that next to the data", convs[0].Image())}
			}
		}
		l := chainLayout(has, min(len(convs), 1))
		return &l, nil
	}
	slices.Reverse(columns)
	positions := findScales(convs, columns)
	if positions == nil {
		return nil, &ModelError{Name: "columns", Value: fmt.Sprintf("of %d flows", len(columns)), Want: "none, or those of FFJORD's model of several scales"}
	}
	l := scaleLayout(positions)
	return &l, nil
}

// convsOf returns the networks of convolutions from the data to the base; nil if all are perceptrons.
func convsOf(fields []dynamics.Field) (convs []*dynamics.Conv, err error) {
	for i := len(fields) - 1; i >= 0; i-- {
		if m, ok := fields[i].(*dynamics.Conv); ok {
			convs = append(convs, m)
		}
	}
	if len(convs) > 0 && len(convs) < len(fields) {
		return nil, &ModelError{Name: "fields", Value: fmt.Sprintf("%d of %d convolutions", len(convs), len(fields)), Want: "all or none"}
	}
	return convs, nil
}

// oneBeta refuses several β: activations of FFJORD's code are objects of the module, so that all layers of all flows share
// one swish.
func oneBeta(fields []dynamics.Field) error {
	var first *graph.Param
	for i, m := range fields {
		for _, p := range m.Params().List() {
			if !isBeta(p.Name) {
				continue
			}
			if first == nil {
				first = p
			}
			if p.At(0) != first.At(0) {
				return &ModelError{Name: fmt.Sprintf("%s of flow %d", p.Name, i), Value: beta(p.At(0)),
					Want: fmt.Sprintf("%v as before it: FFJORD's code has one swish for all layers", beta(first.At(0)))}
			}
		}
	}
	return nil
}
