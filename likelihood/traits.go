// Traits: what decides the numbers of a model, as names and values to compare.

package likelihood

import (
	"fmt"
	"hash/fnv"
	"reflect"
	"strings"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/kinds"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	G "gorgonia.org/gorgonia"
)

// Trait is one thing that decides what a model computes: a setting, the network's graph, a base.
type Trait struct{ Name, Value string }

// traits collects Traits.
type traits struct {
	prefix  string
	trained []*graph.Param // of the whole model
	list    []Trait
}

// unimportant lists fields of settings that do not decide numbers, or that follow from the kind and the graph of the
// field; older checkpoints do not have the latter.
var unimportant = map[string]bool{"Seed": true, "Workers": true, "TapeBytes": true, "Recorder": true, "Base": true, "Residual": true, "LayerNorm": true}

// solverFlags holds the names under which checkpoints have boolean fields of the solver's settings as 0 or 1.
var solverFlags = map[string]string{"Shared": "Stepping", "MaxNorm": "Norm", "AcceptAtMinStep": "AtMinStep"}

// add lists a value, or its parts: exported fields, and elements that are structs.
func (t *traits) add(name string, v reflect.Value) {
	switch kind := v.Kind(); {
	case (kind == reflect.Pointer || kind == reflect.Interface || kind == reflect.Func) && v.IsNil():
		t.list = append(t.list, Trait{t.prefix + name, "none"})
	case kind == reflect.Func:
		t.list = append(t.list, Trait{t.prefix + name, "one of the program's own"})
	case kind == reflect.Pointer:
		t.list = append(t.list, Trait{t.prefix + name, "given"})
		t.add(name, v.Elem())
	case kind == reflect.Interface:
		if own, ok := v.Interface().(integrate.StepController); ok && reflect.TypeOf(own) != reflect.TypeFor[*integrate.Controller]() {
			t.list = append(t.list, Trait{t.prefix + name, fmt.Sprintf("a %T of the program's own", own)})
		}
		t.add(name, v.Elem())
	case kind == reflect.Struct && v.Type() == reflect.TypeFor[trace.Settings]():
		s := v.Interface().(trace.Settings)
		t.addTrace(name, &s)
	case kind == reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if word, ok := solverFlags[f.Name]; ok && v.Type() == reflect.TypeFor[integrate.Settings]() {
				t.add(name+"."+word, reflect.ValueOf(map[bool]int{true: 1}[v.Field(i).Bool()]))
			} else if f.IsExported() && !unimportant[f.Name] {
				t.add(name+"."+f.Name, v.Field(i))
			}
		}
	case (kind == reflect.Slice || kind == reflect.Array) && v.Type().Elem().Kind() == reflect.Struct:
		for i := range v.Len() {
			t.add(fmt.Sprintf("%s[%d]", name, i), v.Index(i))
		}
	default:
		t.list = append(t.list, Trait{t.prefix + name, fmt.Sprint(v)})
	}
}

// addKind lists a kind by its registered name, else by its type.
func addKind[V any](t *traits, what string, of *container.Kinds[V], v V) {
	kind, settings, err := of.Settings(v)
	if err != nil {
		kind = fmt.Sprintf("%T", v)
	}
	t.add(what, reflect.ValueOf(kind))
	if err == nil {
		t.add(what, reflect.ValueOf(settings))
	}
}

// addBase lists the values of a base that is not trained at three points.
func (t *traits) addBase(b base.Base, dim int, trained bool) {
	addKind(t, "Base", &kinds.Bases, b)
	if trained {
		return
	}
	if b, ok := b.(base.Trainable); ok {
		values := fnv.New64a()
		for _, p := range b.Params().List() {
			fmt.Fprintln(values, p.Name, p.Values())
		}
		t.add("Base.Params", reflect.ValueOf(fmt.Sprintf("%016x", values.Sum64())))
	}
	for i, scale := range []float64{0, 0.5, -0.25} {
		x := make([]float64, dim)
		for c := range x {
			x[c] = scale * float64(c+1) / float64(dim)
		}
		t.add(fmt.Sprintf("Base.LogProb[%d]", i), reflect.ValueOf(b.LogProb(x)))
	}
}

// frozenIn is a hash of the parameters that f reads and that are not among the trained ones; "" if there are none.
func frozenIn(b *graph.Builder, f *G.Node, trained []*graph.Param) string {
	own := map[*G.Node]bool{}
	for _, p := range trained {
		if p.Params().Dtype() == b.Dtype() {
			own[b.Param(p)] = true
		}
	}
	hash, found := fnv.New64a(), false
	graph.Walk(func(n *G.Node) bool {
		if n.Op() == nil && n.Value() != nil && !own[n] && strings.HasPrefix(n.Name(), "parameter ") { // as Builder.Param names its nodes
			found = true
			fmt.Fprintln(hash, n.Name(), n.Value().Data())
		}
		return true
	}, f)
	if !found {
		return ""
	}
	return fmt.Sprintf("%016x", hash.Sum64())
}
