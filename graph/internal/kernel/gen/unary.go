package main

// unaryFunction is an element-wise function of one operand: body turns x into the result.
type unaryFunction struct {
	name   string
	unroll func(t target) int
	body   func(f *function, x value) value
}

func always(n int) func(target) int { return func(target) int { return n } }

func wideOr(wide, narrow int) func(target) int {
	return func(t target) int {
		if t.wide {
			return wide
		}
		return narrow
	}
}

var unaryFunctions = []unaryFunction{
	{"neg", always(4), func(f *function, x value) value { f.do("XOR", f.signBit(), x, x); return x }},
	{"abs", always(4), func(f *function, x value) value { f.do("AND", f.signBit()-1, x, x); return x }},
	{"square", always(4), func(f *function, x value) value { f.do("MUL", x, x, x); return x }},
	{"sqrt", always(4), func(f *function, x value) value {
		f.squareRoot(x)
		return x
	}},
	{"inverse", always(4), inverse},
	{"oneMinusSquare", always(4), oneMinusSquare},
	{"logisticPrime", always(4), logisticPrime},
	{"minZero", always(4), func(f *function, x value) value { return f.againstZero("MIN", x) }},
	{"maxZero", always(4), func(f *function, x value) value { return f.againstZero("MAX", x) }},
	{"step", always(2), step},
	{"exp", wideOr(4, 2), func(f *function, x value) value { return f.exp(f.clampExp(x)) }},
	{"tanh", wideOr(4, 2), tanh},
	{"sigmoid", wideOr(4, 2), sigmoid},
	{"softplus", wideOr(4, 2), softplus},
	{"log", wideOr(2, 1), logarithm},
	{"sin", wideOr(2, 1), sine},
	{"cos", wideOr(2, 1), cosine},
	{"normCDF", wideOr(2, 1), normalCDF},
}

func (t target) unary() {
	for _, u := range unaryFunctions {
		t.writeUnary(u)
	}
	t.beyond()
}

func (t target) writeUnary(u unaryFunction) {
	t.writeLoops(u.name, []result{{"dst", dstPointer}}, u.unroll(t), func(f *function, x value) []value {
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
