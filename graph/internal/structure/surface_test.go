// Whatever can be called from outside is called with nothing: nil and zero receivers, nil and zero arguments.

package structure_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/structure"
	"github.com/pkg/errors"
)

// TestNothingPanics calls every exported function and every exported method with nil, 0 and "" for every argument. Methods
// are called on nil and on zero receivers, and on those of made. No call panics, and no error says that one has.
func TestNothingPanics(t *testing.T) {
	m, err := structure.Load()
	if err != nil {
		t.Fatalf("%+v", err)
	}
	wantFunctions, wantReceivers := m.Surface()
	var gotFunctions, gotReceivers []string
	for name, f := range functions {
		gotFunctions = append(gotFunctions, name)
		callWithNothing(t, name, reflect.ValueOf(f))
	}
	for _, r := range receivers {
		of := reflect.TypeOf(r).Elem()
		name := nameOf(m, of)
		gotReceivers = append(gotReceivers, name)
		callMethods(t, name+"{}", reflect.New(of), false)
		callMethods(t, "nil *"+name, reflect.Zero(reflect.PointerTo(of)), true)
		for _, r := range unknown(of) {
			callMethods(t, fmt.Sprintf("%s(%#v)", name, r.Elem()), r, false)
		}
	}
	for _, r := range made(t) {
		callMethods(t, "made "+nameOf(m, reflect.TypeOf(r).Elem()), reflect.ValueOf(r), false)
	}
	compare(t, "functions", gotFunctions, wantFunctions)
	compare(t, "receivers", gotReceivers, wantReceivers)
}

func nameOf(m *structure.Module, t reflect.Type) string {
	name, _, _ := strings.Cut(t.Name(), "[")
	return strings.TrimPrefix(t.PkgPath(), m.Path+"/") + "." + name
}

// compare says what a list lacks, and what it has that does not exist any more.
func compare(t *testing.T, what string, got, want []string) {
	t.Helper()
	for _, name := range want {
		if !slices.Contains(got, name) {
			t.Errorf("%s: %s is not called; list it", what, name)
		}
	}
	for _, name := range got {
		if !slices.Contains(want, name) {
			t.Errorf("%s: %s is listed, and is not there any more", what, name)
		}
	}
}

// unknown are values of an enumeration that are none of its constants.
func unknown(of reflect.Type) (values []reflect.Value) {
	add := func(set func(v reflect.Value)) {
		v := reflect.New(of)
		set(v.Elem())
		values = append(values, v)
	}
	switch zero := reflect.Zero(of); {
	case zero.CanInt():
		for _, n := range []int64{-1, 99, 127, -128} {
			add(func(v reflect.Value) { v.SetInt(n) })
		}
	case zero.CanUint():
		for _, n := range []uint64{99, 255} {
			add(func(v reflect.Value) { v.SetUint(n) })
		}
	case of.Kind() == reflect.String:
		add(func(v reflect.Value) { v.SetString("none of them") })
	}
	return values
}

// callMethods calls the methods of a pointer. A nil pointer has no value for methods of values, and a nil pointer to an
// error is no error: such methods are not called.
func callMethods(t *testing.T, name string, receiver reflect.Value, null bool) {
	t.Helper()
	_, isError := receiver.Interface().(error)
	if null && isError {
		return
	}
	for i := range receiver.NumMethod() {
		method := receiver.Type().Method(i)
		if _, ofValues := receiver.Type().Elem().MethodByName(method.Name); null && ofValues {
			continue
		}
		callWithNothing(t, name+"."+method.Name, receiver.Method(i))
	}
}

// callWithNothing calls a function with zero values, and once more with the least that is not nil: a context, functions
// that return zero, and pointers to zero.
func callWithNothing(t *testing.T, name string, f reflect.Value) {
	t.Helper()
	nothing, least := make([]reflect.Value, f.Type().NumIn()), make([]reflect.Value, f.Type().NumIn())
	for i := range nothing {
		nothing[i], least[i] = reflect.Zero(f.Type().In(i)), leastOf(t, f.Type().In(i))
	}
	call(t, name, f, nothing)
	call(t, name+" of the least", f, least)
}

// leastOf is a value of a type that is not nil, if there is one. For a node of Gorgonia's there is none: a zero node cannot
// be asked anything.
func leastOf(t *testing.T, of reflect.Type) reflect.Value {
	switch {
	case of == contextType:
		return reflect.ValueOf(t.Context())
	case of.Kind() == reflect.Func:
		return reflect.MakeFunc(of, func([]reflect.Value) (results []reflect.Value) {
			for result := range of.Outs() {
				results = append(results, reflect.Zero(result))
			}
			return results
		})
	case of.Kind() == reflect.Pointer && strings.Contains(of.Elem().PkgPath(), "gorgoflow"):
		return reflect.New(of.Elem())
	}
	return reflect.Zero(of)
}

var contextType = reflect.TypeFor[context.Context]()

func call(t *testing.T, name string, f reflect.Value, arguments []reflect.Value) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s panics: %v", name, p)
		}
	}()
	variadic := f.Type().IsVariadic()
	if variadic {
		arguments = arguments[:len(arguments)-1]
	}
	for _, result := range f.Call(arguments) {
		err, ok := result.Interface().(error)
		var panicked *graph.PanicError
		if ok && err != nil && errors.As(err, &panicked) {
			t.Errorf("%s: %v", name, err)
		}
		if ok && err != nil && fmt.Sprint(err) == "" {
			t.Errorf("%s: an error without a message", name)
		}
	}
}
