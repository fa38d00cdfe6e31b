// Package ir is the intermediate representation of a program: values, each made by an operation with its attributes,
// and the passes that turn a lowered program into one that can be planned.
//
// The passes, in their order, and what holds after each. After every pass a value's arguments come before it.
//
//	layout                         it is known of each value whether it is per row; element-wise operations and
//	                               concatenations read values stored as they are, foreign ones and transpositions fixed ones
//	accumulated outputs row-major  outputs that accumulate are fixed
//	outputs by row                 what the Builder calls per row is stored per row, all else row-major
//	equal                          no two values are computed alike
//	sums                           outputs that accumulate, and the sums of contractions, are Sums of any number of terms
//	epilogues                      only Finish reads what Finish computes, and the totals over many runs
//	fuse                           no negations and no chains of affine functions; products start from their addend
//	materialize broadcasts         only values that read their arguments with strides read a broadcast
//	single row                     in a program that is arranged for one row nothing sums over the batch
//	outputs stored                 every output has a buffer of its own
//	drop unread                    every value but inputs is needed
//
// Optimize checks each of them in every program that is compiled (verify.go). Package plan decides on order, lives and
// memory.
package ir
