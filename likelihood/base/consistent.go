// The check that a base's methods belong to one density.

package base

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/pkg/errors"
)

// A type that embeds a base and overrides LogProb keeps the embedded base's other methods, which Go promotes: the score,
// draws and parameters of another density. The functions of this file detect that by the methods' results.

// consistencyPoints is the number of points at which a base's methods are compared.
const consistencyPoints = 6

// isOwn says whether a base is of a type of this package, whose methods are consistent and serve several goroutines.
func isOwn(b Base) bool {
	switch b.(type) {
	case Standard, *Standard, *Gaussian, *Mixture:
		return true
	}
	return false
}

// checkConsistency compares the score with LogProb and, if trained is set, the gradient of the parameters too.
func checkConsistency(b Base, dim int, trained bool) error {
	if isOwn(b) {
		return nil
	}
	x := probePoints(b, dim)
	if s, ok := b.(Scorer); ok {
		if err := checkScore(b, s, x); err != nil {
			return err
		}
	}
	if !trained {
		return nil
	}
	for _, e := range otherEmbedded(b, x) {
		if sameScoreParams(b, e, x) {
			return errors.Wrapf(fault.ErrSettings, "ScoreParams of base %T is that of %T, which it embeds and whose LogProb it does not have: it needs a ScoreParams of its own", b, e)
		}
	}
	return nil
}

// checkSampler refuses draws of an embedded base with another density.
func checkSampler(b Base, dim int, method string) error {
	if isOwn(b) {
		return nil
	}
	for _, e := range otherEmbedded(b, probePoints(b, dim)) {
		if sameDraws(b, e, dim) {
			return errors.Wrapf(ErrNoSampler, "%s of base %T is that of %T, which it embeds and whose LogProb it does not have: it needs a %s of its own", method, b, e, method)
		}
	}
	return nil
}

// probePoints are points where the base has a density: its own draws, if they come from a given source, and points near 0.
func probePoints(b Base, dim int) [][]float64 {
	rng := rand.New(rand.NewPCG(1, stream.Check))
	x := numeric.NewRows(consistencyPoints, dim)
	for i, row := range x {
		for c := range row {
			row[c] = elementary.NormalDraw(rng)
		}
		if i%2 == 0 {
			drawGiven(b, row, rng)
		}
	}
	return slices.DeleteFunc(x, func(row []float64) bool {
		logp := b.LogProb(row)
		return !finite.Is(logp)
	})
}

// drawGiven fills a row with a draw and names the method; "" if the base only draws from a source of its own, whose state a
// check must not change.
func drawGiven(b Base, dst []float64, rng *rand.Rand) string {
	switch b := b.(type) {
	case StreamSampler:
		numeric.Store(dst, b.RandStream(dst, rng))
		return "RandStream"
	case Quantiler:
		p := make([]float64, len(dst))
		for i := range p {
			p[i] = openUniform(rng)
		}
		numeric.Store(dst, b.Quantile(dst, p))
		return "Quantile"
	}
	return ""
}

// checkScore compares the score along a direction with finite differences of LogProb, if those of two steps agree: at a
// kink or at the edge of the density they do not.
func checkScore(b Base, s Scorer, points [][]float64) error {
	const allowed = 0.01 // far above the error of the differences
	rng := rand.New(rand.NewPCG(2, stream.Check))
	for _, x := range points {
		direction := make([]float64, len(x))
		for c := range x {
			direction[c] = elementary.NormalDraw(rng) * (1 + math.Abs(x[c]))
		}
		want, noise := slopeAlong(b, x, direction)
		got, size := 0.0, 0.0
		for c, v := range s.ScoreInput(make([]float64, len(x)), x) {
			got += float64(v * direction[c])
			size += math.Abs(v * direction[c])
		}
		if math.Abs(got-want) > float64(allowed*(size+math.Abs(want)))+noise {
			return errors.Wrapf(fault.ErrSettings, "ScoreInput of base %T is not the gradient of its LogProb: at %v it is %v along a direction in which LogProb changes by %v "+
				"(a type that embeds a base and overrides LogProb has to override ScoreInput too)", b, x, got, want)
		}
	}
	return nil
}

// slopeAlong is the derivative of LogProb along a direction by central differences, with a bound of its error.
func slopeAlong(b Base, x, direction []float64) (slope, noise float64) {
	y := make([]float64, len(x))
	at := func(h float64) float64 {
		for c := range x {
			y[c] = x[c] + float64(h*direction[c])
		}
		return b.LogProb(y)
	}
	const h = 1e-5
	wide, narrow := (at(2*h)-at(-2*h))/(4*h), (at(h)-at(-h))/(2*h)
	noise = float64(10*math.Abs(wide-narrow)) + float64(1e-15*math.Abs(at(0))*float64(len(x))/h)
	if math.IsNaN(noise) {
		return 0, math.Inf(1)
	}
	return narrow, noise
}

// otherEmbedded returns the bases embedded in b whose log-density differs from b's by more than a constant.
func otherEmbedded(b Base, points [][]float64) []Base {
	return slices.DeleteFunc(embeddedBases(reflect.ValueOf(b), maxEmbedding), func(e Base) bool {
		least, most, size := math.Inf(1), math.Inf(-1), 1.0
		for _, x := range points {
			own, other := b.LogProb(x), e.LogProb(x)
			least, most, size = min(least, own-other), max(most, own-other), max(size, math.Abs(own), math.Abs(other))
		}
		return !(most-least > 1e-9*size)
	})
}

// maxEmbedding bounds the depth of embedding: a struct may embed a pointer to itself.
const maxEmbedding = 8

// embeddedBases returns the bases that a struct embeds.
func embeddedBases(v reflect.Value, depth int) (list []Base) {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct || depth == 0 {
		return nil
	}
	if !v.CanAddr() { // a struct in an interface; asBase needs an address
		addressable := reflect.New(v.Type()).Elem()
		addressable.Set(v)
		v = addressable
	}
	for i := range v.NumField() {
		if !v.Type().Field(i).Anonymous {
			continue
		}
		field := visible(v.Field(i))
		if b := asBase(field); b != nil {
			list = append(list, b)
		}
		list = append(list, embeddedBases(field, depth-1)...)
	}
	return list
}

// visible returns a field of an addressable struct, without the flag by which reflect hides unexported fields. Nothing is
// written to it.
func visible(field reflect.Value) reflect.Value {
	return reflect.NewAt(field.Type(), field.Addr().UnsafePointer()).Elem()
}

// asBase returns a field, or what it points to, as a base; nil if it is none.
func asBase(field reflect.Value) Base {
	if (field.Kind() == reflect.Pointer || field.Kind() == reflect.Interface) && field.IsNil() {
		return nil
	}
	if b, ok := field.Interface().(Base); ok {
		return b
	}
	b, _ := field.Addr().Interface().(Base)
	return b
}

// sameDraws says whether two bases make the same draws from the same random numbers, by the same method.
func sameDraws(b, e Base, dim int) bool {
	x, y := make([]float64, dim), make([]float64, dim)
	for i := range uint64(consistencyPoints) {
		method := drawGiven(b, x, rand.New(rand.NewPCG(i, stream.Check)))
		if method == "" || method != drawGiven(e, y, rand.New(rand.NewPCG(i, stream.Check))) || !slices.Equal(x, y) {
			return false
		}
	}
	return true
}

// sameScoreParams says whether two bases have the same gradient of the same parameters.
func sameScoreParams(b, e Base, points [][]float64) bool {
	own, ok := b.(Trainable)
	other, also := e.(Trainable)
	if !ok || !also || own.Params() != other.Params() || own.Params().Len() == 0 {
		return false
	}
	gradient := func(t Trainable, x []float64) [][]float64 {
		var grad [][]float64
		for _, p := range t.Params().List() {
			grad = append(grad, make([]float64, p.Len()))
		}
		t.ScoreParams(grad, x, 1)
		return grad
	}
	for _, x := range points {
		if !slices.EqualFunc(gradient(own, x), gradient(other, x), slices.Equal) {
			return false
		}
	}
	return len(points) > 0
}
