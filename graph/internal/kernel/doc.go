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
// functions work in whole vectors: they read and write up to the next multiple of [Pad] lanes in dst and in
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
// # Implementations
//
// On amd64 vector assembly is chosen at run time: AVX-512, or AVX2 with FMA. Anywhere else, and with the
// build tag purego, the portable Go code in the files named portable… runs. It passes the same tests, but
// need not give the same bits. Nothing here allocates, and dst may be the same slice as an operand
// (element-wise functions) but must not otherwise overlap one.
package kernel
