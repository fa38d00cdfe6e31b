// This file has the pairs of functions that share most of their work.

package main

// pairFunction is two functions of one operand that share most of their work. Each takes the very steps that
// it takes alone, so that its values have the same bits.
type pairFunction struct {
	name string
	body func(f *function, x value) (first, second value)
}

var pairFunctions = []pairFunction{
	{"softplusSigmoid", softplusSigmoid},
	{"sinCos", sineCosine},
}

func (t target) pair() {
	results := []result{{"first", dstPointer}, {"second", secondPointer}}
	for _, p := range pairFunctions {
		t.writeLoops(p.name, results, func(f *function, x value) []value {
			first, second := p.body(f, x)
			return []value{first, second}
		})
	}
}

// softplusSigmoid shares e^(-|x|).
func softplusSigmoid(f *function, x value) (first, second value) {
	e := f.scaledDecay(x)
	second = f.logistic(x, e)
	f.unscale(e)
	return f.logOnePlus(x, e), second
}
