// Calls of assembly with all their arguments, prepared once and made many times.

package kernel

import (
	"unsafe"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// Prepared is a kernel with its operands that is a few calls of assembly: choosing the calls takes longer than running a
// small kernel. For other kernels, preparing returns nil.
type Prepared interface{ Run() }

// elementCalls are functions of two or three operands, one after another.
type elementCalls []elementCall

type elementCall struct {
	code      func(arguments *byte)
	arguments elementArguments
}

func (c elementCalls) Run() {
	for i := range c {
		assembly.Call(c[i].code, unsafe.Pointer(&c[i].arguments))
	}
}

// mostJoined bounds the time of a joined kernel to some milliseconds.
const mostJoined = 64

// Join makes one kernel of neighbours that are functions of elements: finding the next one takes a good part of the time of
// a short one.
func Join(list []Prepared) []Prepared {
	joined := []Prepared{}
	var before elementCalls // the last of joined; nil if it is another kernel
	for _, k := range list {
		calls, ok := k.(elementCalls)
		if ok && before != nil && len(before) < mostJoined {
			before = append(before, calls...)
			joined[len(joined)-1] = before
			continue
		}
		joined, before = append(joined, k), calls
	}
	return joined
}

// PrepareBinary prepares Binary.
func PrepareBinary[T scalar.Float](f scalar.BinaryFunc, dst []T, ldd int, x, y Operand[T], features, lanes int) Prepared {
	code := assembly.ActiveCode[T]()
	if code == nil {
		return nil
	}
	return prepareElements(code.Binary[f], dst, ldd, x, y, y, features, lanes)
}

// PrepareTernary prepares Ternary.
func PrepareTernary[T scalar.Float](f scalar.TernaryFunc, dst []T, ldd int, x, y, z Operand[T], features, lanes int) Prepared {
	code := assembly.ActiveCode[T]()
	if code == nil {
		return nil
	}
	if !f.ReadsAll() {
		z = y
	}
	return prepareElements(code.Ternary[f], dst, ldd, x, y, z, features, lanes)
}

func prepareElements[T scalar.Float](code func(arguments *byte), dst []T, ldd int, x, y, z Operand[T], features, lanes int) Prepared {
	features, lanes, whole := joinFeatures(dst, ldd, &x, &y, &z, features, lanes)
	if !whole || features*lanes > longestCall {
		return nil
	}
	return elementCalls{{code, ternaryArguments(dst, ldd, &x, &y, &z, features, lanes)}}
}

// unaryCall is a function of one operand.
type unaryCall struct {
	code    func(dst, x *byte, vectors int)
	dst, x  unsafe.Pointer
	vectors int
}

func (c *unaryCall) Run() { c.code((*byte)(c.dst), (*byte)(c.x), c.vectors) }

// PrepareUnary prepares Unary.
func PrepareUnary[T scalar.Float](f scalar.UnaryFunc, dst, x []T, count int) Prepared {
	code := assembly.ActiveCode[T]()
	if code == nil || count > longestCall || f == scalar.Sin || f == scalar.Cos {
		return nil
	}
	_, _ = dst[count-1], x[count-1]
	return &unaryCall{code.Unary[f], pointer(dst), pointer(x), assembly.WholeVectorCount[T](count)}
}

// panelCalls are the calls of a product.
type panelCalls struct {
	code func(arguments *byte)
	list []panelArguments
}

func (c *panelCalls) Run() {
	for i := range c.list {
		arguments := c.list[i]
		assembly.Call(c.code, unsafe.Pointer(&arguments))
	}
}

// PrepareGemmBiasTimes prepares GemmBiasTimes.
func PrepareGemmBiasTimes[T scalar.Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, bias []T, f scalar.FactorFunc, factor []T, ldf int, c []T, ldc int) Prepared {
	code := assembly.ActiveCode[T]()
	if code == nil || k == 0 {
		return nil
	}
	_, _ = c[(m-1)*ldc+n-1], factor[(m-1)*ldf+n-1]
	_, _ = a[(m-1)*ars+(k-1)*acs], b[(k-1)*ldb+n-1]
	calls := &panelTimesCalls[T]{panelCalls{code: code.Gemm}, factor}
	gemmTimesPasses(&calls.list, m, n, k, a, ars, acs, b, ldb, bias, finishOf[f], factor, ldf, c, ldc)
	if len(calls.list) > mostPrepared {
		return nil
	}
	return calls
}

// panelTimesCalls keeps a reference to the factor, which the assembly reads by its distance from C.
type panelTimesCalls[T scalar.Float] struct {
	panelCalls
	factor []T
}

// mostPrepared bounds the calls of a product that is worth preparing.
const mostPrepared = 8

// PrepareGemm prepares Gemm, or GemmBias if there is a bias.
func PrepareGemm[T scalar.Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, bias, c []T, ldc int, accumulate bool) Prepared {
	code := assembly.ActiveCode[T]()
	if code == nil || k == 0 || worthPacking(m, n, k, factor[T]{a, ars, acs}, factor[T]{b, 1, ldb}) {
		return nil
	}
	_, _, _ = c[(m-1)*ldc+n-1], a[(m-1)*ars+(k-1)*acs], b[(k-1)*ldb+n-1]
	start := startOf(accumulate)
	if bias != nil {
		start = startBias
	}
	var list []panelArguments
	gemmPasses(&list, m, n, k, a, ars, acs, b, ldb, c, ldc, start, bias)
	if len(list) > mostPrepared {
		return nil
	}
	return &panelCalls{code.Gemm, list}
}
