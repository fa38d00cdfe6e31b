// This file describes the element-wise functions of several operands.

package main

// elementFunction is an element-wise function of some operands.
type elementFunction struct {
	name     string
	operands int
	body     func(f *function, operands []value) value
}

// binaryFunctions is how many of elementFunctions have two operands and belong to BinaryFunc.
const binaryFunctions = 4

var elementFunctions = []elementFunction{
	{"add", 2, binaryInstruction("ADD")},
	{"sub", 2, binaryInstruction("SUB")},
	{"mul", 2, binaryInstruction("MUL")},
	{"div", 2, binaryInstruction("DIV")},
	{"mulAdd", 3, mulAdd},
	{"mulOneMinusSquare", 2, mulOneMinusSquare},
	{"mulLogisticPrime", 2, mulLogisticPrime},
	{"tanhMulAdd", 3, ofMulAdd(tanh)},
	{"sigmoidMulAdd", 3, ofMulAdd(sigmoid)},
	{"mulMul", 3, mulMul},
	{"mulMulMinusTwo", 3, mulMulMinusTwo},
}

func binaryInstruction(name string) func(f *function, operands []value) value {
	return func(f *function, operands []value) value {
		f.do(name, operands[1], operands[0], operands[0])
		return operands[0]
	}
}

func mulAdd(f *function, operands []value) value {
	f.do("FMADD213", operands[2], operands[1], operands[0])
	return operands[0]
}

// ofMulAdd is a function of x·y + z.
func ofMulAdd(of func(f *function, x value) value) func(f *function, operands []value) value {
	return func(f *function, operands []value) value {
		x := mulAdd(f, operands)
		f.drop(operands[1], operands[2])
		return of(f, x)
	}
}

// mulOneMinusSquare rounds 1-y² once, as the function of one operand does.
func mulOneMinusSquare(f *function, operands []value) value {
	y, z := operands[1], f.take()
	f.set(f.number(1), z)
	f.do("FNMADD231", y, y, z)
	f.do("MUL", operands[0], z, z)
	return z
}

func mulLogisticPrime(f *function, operands []value) value {
	y, z := operands[1], f.take()
	f.copy(y, z)
	f.do("FNMADD231", y, y, z)
	f.do("MUL", operands[0], z, z)
	return z
}

func mulMul(f *function, operands []value) value {
	f.do("MUL", operands[1], operands[0], operands[0])
	f.do("MUL", operands[2], operands[0], operands[0])
	return operands[0]
}

func mulMulMinusTwo(f *function, operands []value) value {
	f.do("MUL", f.number(-2), operands[2], operands[2])
	return mulMul(f, operands)
}

// elementVectors is how many vectors of a function of several operands are worked on together.
func (t target) elementVectors(e elementFunction) int {
	if f, _ := e.record(t, 1); 4*f.slots > t.registers() {
		return 2
	}
	return 4
}

// record returns the body and its result, with the operands in the first slots.
func (e elementFunction) record(t target, unroll int) (f *function, result value) {
	f = newFunction(t, unroll)
	operands := make([]value, e.operands)
	for i := range operands {
		operands[i] = f.take()
	}
	return f, e.body(f, operands)
}
