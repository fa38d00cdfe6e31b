// What FFJORD's code can have of what there is here: the state dict of a stack.

package torch

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
)

// FFJORDState is the state dict of a stack for FFJORD's code, built with the same --dims, --layer_type, --nonlinearity,
// --num_blocks and --batch_norm.
//
// Errors: *ModelError where its code has no such model: fields other than a *dynamics.MLP with GateOutput, Residual, LayerNorm, conditions,
// Fourier features, a standardisation, a base other than the standard normal, norms other than everywhere or nowhere, data at
// another time than 0, swish with several β, of which FFJORD's code has one.
func FFJORDState(stack *likelihood.Flow) (StateDict, error) {
	fields, err := ffjordFields(stack)
	if err != nil {
		return nil, err
	}
	slots, err := ffjordSlots(stack, fields)
	if err != nil {
		return nil, err
	}
	return collect(slots)
}

// ffjordFields are the networks from the base to the data, if FFJORD's code can have them.
func ffjordFields(stack *likelihood.Flow) (fields []*dynamics.MLP, err error) {
	for i, f := range stack.Flows() {
		m, ok := f.Field().(*dynamics.MLP)
		if !ok {
			return nil, &ModelError{Name: fmt.Sprintf("field of flow %d", i), Value: fmt.Sprintf("%T", f.Field()), Want: "a *dynamics.MLP"}
		}
		set := m.Settings()
		gated := set.Layer == dynamics.Squash || set.Layer == dynamics.ConcatSquash
		if set.Cond > 0 || len(set.Fourier) > 0 || gated && !set.GateOutput || set.Layer == dynamics.ConcatFirst || set.Layer == dynamics.Gated {
			return nil, &ModelError{Name: fmt.Sprintf("network of flow %d", i), Value: fmt.Sprintf("%+v", set),
				Want: "a layer of FFJORD's, without condition and Fourier features and with GateOutput"}
		}
		if err := checkHidden(&set); err != nil {
			return nil, err
		}
		if _, data := f.Times(); data != 0 {
			return nil, &ModelError{Name: fmt.Sprintf("time of the data of flow %d", i), Value: data, Want: "0"}
		}
		fields = append(fields, m)
	}
	if _, ok := stack.Base().(base.Standard); !ok {
		return nil, &ModelError{Name: "base", Value: fmt.Sprintf("%T", stack.Base()), Want: "a standard normal"}
	}
	if mean, std := stack.Standardization(); mean != nil || std != nil {
		return nil, &ModelError{Name: "standardisation", Value: "set", Want: "none: FFJORD's models have no place for it"}
	}
	return fields, oneBeta(fields)
}

// oneBeta: activations of FFJORD's code are objects of the module, so that all layers of all flows have one swish.
func oneBeta(fields []*dynamics.MLP) error {
	var first *graph.Param
	for i, m := range fields {
		for k := range m.Settings().Hidden {
			p := m.Params().Get(fmt.Sprintf("activation_fns.%d.beta", k))
			if first == nil {
				first = p
			}
			if p != nil && p.At(0) != first.At(0) {
				return &ModelError{Name: fmt.Sprintf("activation_fns.%d.beta of flow %d", k, i), Value: beta(p.At(0)),
					Want: fmt.Sprintf("%v as before it: FFJORD's code has one swish for all layers", beta(first.At(0)))}
			}
		}
	}
	return nil
}
