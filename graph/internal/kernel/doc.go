// Package kernel is the arithmetic below a compiled Program: matrix products, element-wise operations and reductions for
// float32 and float64, written so that the result of a row never depends on other rows.
//
// # Layout
//
// Per-row data is feature-major: feature c of a row block is a contiguous run of lanes, one lane for each row, starting at
// c·ld. Fixed matrices (weights) are row-major without padding.
//
// # Padding
//
// Slices come from [AlignedSlice], or are cut from such a slice at multiples of 16 elements. Element-wise functions work in
// whole vectors: they read and write up to the next multiple of [PadOf] lanes in dst and in every operand with contiguous
// lanes. If features lie closer together than that, these functions touch exactly the given lanes. Products write exactly
// the given columns.
//
// # Lane invariance
//
// What is computed for a lane does not depend on its position, on the number of lanes, or on what other lanes hold: the
// bits are the same in every position. Sums over features are one sequential chain a lane; each element of a product is
// one sequential chain of fused multiply-adds. Only sums over lanes ([SumLanes], [GemmNT]) may depend on the number of
// lanes; they add exactly the given lanes, in a fixed order.
//
// # Accuracy
//
// Largest relative errors found over the whole range (denormal results: one unit in the last place), in
// float32 and float64; the tests allow 3e-7 and 1e-15, ten round-offs for NormCDF:
//
//	Tanh 1.6e-7 4e-16   Sigmoid 1.5e-7 3e-16   Softplus 1.4e-7 7e-16   Exp 8e-8 3e-16   Log 8e-8 3e-16
//	Sin, Cos 1.2e-7 2.2e-16   NormCDF 3.5e-7 9e-16   Log1p 1.7e-7 3e-16   Expm1 1.2e-7 3e-16
//
// [Pair] gives the bits of the two functions that it combines. A function of x·y + z gives the bits of the function after a
// fused multiply-add.
//
// Everything else is correctly rounded, or is one fused operation followed by one rounded multiplication.
//
// # Implementations
//
// Vector code is chosen at run time: AVX-512, or AVX2 with FMA, on amd64, NEON on arm64. Anywhere else, and with the
// build tag purego, portable Go code runs. The environment variable GORGOFLOW_CPU, read once, chooses another set that
// the processor has, by the name that [assembly.Features] gives it (AVX-512, AVX2, NEON, portable; in any case). Of
// another name standard error says so, and the best set is used. Tests and benchmarks go through all of them.
//
// All implementations give the same bits, except for the bits of a NaN. A sum over lanes has as many chains as four
// AVX-512 vectors have elements ([SumLanes]), or one ([GemmNT] of few rows), whatever the vectors. Products and sums
// are fused where assembly fuses them, and the portable functions are written by the generator from the bodies of the
// vector code. Without hardware for a fused multiply-add of float32, float64 and one more test replace it; portable
// products then take several times as long.
//
// A new processor needs a list of its sets beside assembly/sets_amd64.go and code for them; the dispatchers, which divide
// the work and know neither, are in the files named …_vector.go and gemm_….go. A set may lack copying into panels, which
// then runs in Go.
//
// A goroutine cannot be interrupted in assembly, so no call of assembly computes much more than 2¹⁶ elements. Nothing here
// allocates (but for the buffers of large products, once for each worker), and dst may be the same slice as an operand
// (element-wise functions) but must not otherwise overlap one.
package kernel
