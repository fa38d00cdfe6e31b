// Package safetensors reads and writes tensors by name in the safetensors format, which Python's packages safetensors,
// torch, numpy and jax read too.
//
// A file is the length of a header (8 bytes, little-endian), the header (JSON), and the bytes of the tensors one after
// another, little-endian and row by row:
//
//	{"__metadata__": {"key": "value"}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
//
// Files need not be trusted. Every byte of the data must belong to exactly one tensor and every name must be unique. Sizes
// are compared with the file's length before memory is allocated. Bad content is a *FormatError that locates it.
package safetensors
