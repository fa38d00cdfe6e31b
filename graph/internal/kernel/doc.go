// Package kernel is the arithmetic below a compiled Program: matrix products, element-wise operations
// and reductions for float32 and float64, written so that a row of a batch never feels its neighbours.
//
// # Layout
//
// Per-row data is feature-major: feature c of a block of rows is a contiguous run of lanes, one lane a row
// of the batch, starting at c·ld. Fixed matrices (weights) are row-major without padding.
//
// # Padding
//
// Slices come from [AlignedSlice] or are cut from such a slice at multiples of 16 elements. Element-wise
// functions work in whole vectors: they read and write up to the next multiple of [PadOf] lanes in dst and in
// every operand with contiguous lanes. Where rows of several features lie closer together than that, they
// touch exactly the lanes asked for. Products write exactly the columns asked for.
//
// # Lane invariance
//
// What is computed for a lane does not depend on its position, on the number of lanes, or on what other
// lanes hold: the same bits come out of every position. Sums over features are one sequential chain a lane;
// each element of a product is one sequential chain of fused multiply-adds. Only sums over lanes
// ([SumLanes], [GemmNT]) may depend on their number; they take exactly the lanes asked for, in a fixed order.
//
// # Accuracy
//
// Largest relative errors found over the whole range (denormal results: one unit in the last place), in
// float32 and float64; the tests allow 3e-7 and 1e-15, ten round-offs for NormCDF:
//
//	Tanh 1.6e-7 4e-16   Sigmoid 1.5e-7 3e-16   Softplus 1.4e-7 7e-16   Exp 8e-8 3e-16   Log 8e-8 3e-16
//	Sin, Cos 1.2e-7 2.2e-16   NormCDF 3.5e-7 9e-16
//
// [Pair] gives the bits of the two functions that it combines, and a function of x·y + z those of a fused multiply-add and it.
//
// Everything else is correctly rounded, or is one fused operation followed by one rounded multiplication.
//
// # Implementations
//
// Vector code is chosen at run time: AVX-512, or AVX2 with FMA, on amd64, NEON on arm64. Anywhere else, and with the build
// tag purego, portable Go code runs. The environment variable GORGOFLOW_CPU, read once, chooses another set that the
// processor has, by the name that [assembly.Features] gives it (AVX-512, AVX2, NEON, portable; in any case). Tests and benchmarks go
// through all of them.
//
// All implementations give the same bits, but for those of what is not a number. A sum over lanes has as many chains as four
// AVX-512 vectors have elements ([SumLanes]), or one ([GemmNT] of few rows), whatever the vectors. Products and sums are
// fused where assembly fuses them, and the portable functions are written by the generator from the bodies of the vector
// code. Where there is no fused multiply-add for float32, float64 and one more test do its work: portable products take
// several times as long for it.
//
// A new processor needs a list of its sets beside assembly/sets_amd64.go and code for them; the dispatchers, which divide the work and
// know neither, are in the files named …_vector.go and gemm_….go. What a set need not have (copying into panels) runs in Go.
//
// A goroutine cannot be interrupted in assembly, so that no call of it goes over much more than 2¹⁶ elements. Nothing here
// allocates (but for the buffers of large products, once for each worker), and dst may be the same slice as an operand
// (element-wise functions) but must not otherwise overlap one.
package kernel
