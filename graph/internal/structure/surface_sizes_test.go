// Whatever can be called from outside is called with sizes and numbers that do not fit.

package structure_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// TestNoSizePanics calls every exported function, and every exported method of what made returns, with slices of other
// lengths than those that fit, with NaN, ±Inf and huge numbers in them, and with negative counts. No call panics, and no
// error says that one has.
func TestNoSizePanics(t *testing.T) {
	for name, f := range functions {
		callWithSizes(t, name, reflect.ValueOf(f))
	}
	for _, r := range made(t) {
		of := reflect.ValueOf(r)
		for i := range of.NumMethod() {
			callWithSizes(t, of.Type().String()+"."+of.Type().Method(i).Name, of.Method(i))
		}
	}
}

// widths are the lengths that slices have in turn.
var widths = []int{0, 1, 2, 5}

// numbers are what stands in the slices, in turn.
var numbers = []float64{0.5, math.NaN(), math.Inf(1), -1e300}

// callWithSizes calls a function with all widths and numbers. The widths of its arguments differ, so that they do not fit
// each other.
func callWithSizes(t *testing.T, name string, f reflect.Value) {
	t.Helper()
	for width := range widths {
		for number := range numbers {
			arguments := make([]reflect.Value, f.Type().NumIn())
			for i := range arguments {
				arguments[i] = sized(t, f.Type().In(i), width+i*number, number)
			}
			call(t, name+" of sizes", f, arguments)
		}
	}
}

// sized is a value of a type. Its slices have a width, and its numbers are a number, of the lists at these indices.
func sized(t *testing.T, of reflect.Type, width, number int) reflect.Value {
	n := widths[width%len(widths)]
	v := reflect.New(of).Elem()
	switch {
	case of == reflect.TypeFor[*rand.Rand]():
		return reflect.ValueOf(rand.New(rand.NewPCG(1, 2)))
	case of.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(of, n, n))
		for i := range n {
			v.Index(i).Set(sized(t, of.Elem(), width+i/2, number)) // rows of two lengths
		}
	case of.Kind() == reflect.Float64:
		v.SetFloat(numbers[number%len(numbers)])
	case of.Kind() == reflect.Int:
		v.SetInt(int64([]int{-1, 0, 1, 3}[(width+number)%4]))
	case of.Kind() == reflect.Struct:
		for i := range of.NumField() {
			if of.Field(i).IsExported() {
				v.Field(i).Set(sized(t, of.Field(i).Type, width, number))
			}
		}
	default:
		return leastOf(t, of)
	}
	return v
}
