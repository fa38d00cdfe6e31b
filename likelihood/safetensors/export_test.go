// Parts of tensors that tests use.

package safetensors

// Dtypes is the number of dtypes whose elements are numbers.
var Dtypes = len(elements)
