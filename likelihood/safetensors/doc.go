// Package safetensors reads and writes tensors by name in the safetensors format, which Python's packages safetensors,
// torch, numpy and jax read too.
//
// A file is the length of a header (8 bytes, little-endian), the header (JSON), and the bytes of the tensors one after
// another, little-endian and row by row:
//
//	{"__metadata__": {"key": "value"}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
//
// Reading trusts nothing. Every byte of the data belongs to exactly one tensor, a name stands there once, and a size is
// compared with what the file holds before there is memory for it. What cannot be used is a *FormatError that says where.
package safetensors
