// This file lists the functions of one operand.

package main

// unaryFunction is an element-wise function of one operand: body turns x into the result.
type unaryFunction struct {
	name string
	body func(f *function, x value) value
}

var unaryFunctions = []unaryFunction{
	{"neg", func(f *function, x value) value { f.do("XOR", f.signBit(), x, x); return x }},
	{"abs", func(f *function, x value) value { f.do("AND", f.signBit()-1, x, x); return x }},
	{"square", func(f *function, x value) value { f.do("MUL", x, x, x); return x }},
	{"sqrt", func(f *function, x value) value {
		f.squareRoot(x)
		return x
	}},
	{"inverse", inverse},
	{"oneMinusSquare", oneMinusSquare},
	{"logisticPrime", logisticPrime},
	{"minZero", func(f *function, x value) value { return f.againstZero("MIN", x) }},
	{"maxZero", func(f *function, x value) value { return f.againstZero("MAX", x) }},
	{"step", step},
	{"exp", func(f *function, x value) value { return f.exp(f.clampExp(x)) }},
	{"tanh", tanh},
	{"sigmoid", sigmoid},
	{"softplus", softplus},
	{"log", logarithm},
	{"log1p", log1p},
	{"expm1", expm1},
	{"sin", sine},
	{"cos", cosine},
	{"normCDF", normalCDF},
}

func (t target) unary() {
	for _, u := range unaryFunctions {
		t.writeUnary(u)
	}
	t.beyond()
}

func (t target) writeUnary(u unaryFunction) {
	t.writeLoops(u.name, []result{{"dst", dstPointer}}, func(f *function, x value) []value {
		return []value{u.body(f, x)}
	})
}

func inverse(f *function, x value) value {
	one := f.take()
	f.set(f.number(1), one)
	f.do("DIV", x, one, x)
	return x
}

// oneMinusSquare is 1-x² in one rounding.
func oneMinusSquare(f *function, x value) value {
	y := f.take()
	f.copy(x, y)
	f.do("FNMADD213", f.number(1), x, y)
	return y
}

// logisticPrime is x-x² in one rounding.
func logisticPrime(f *function, x value) value {
	y := f.take()
	f.copy(x, y)
	f.do("FNMADD213", x, x, y)
	return y
}

// againstZero relies on MIN and MAX to return their second source if an operand is not a number.
func (f *function) againstZero(name string, x value) value {
	zero := f.take()
	f.zero(zero)
	f.do(name, x, zero, x)
	return x
}

func step(f *function, x value) value {
	zero := f.take()
	f.zero(zero)
	f.compare(greaterThan, zero, x, x)
	f.do("AND", f.number(1), x, x)
	return x
}
