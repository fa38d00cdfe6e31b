// What tests look at inside of tensors.

package safetensors

// Dtypes is how many dtypes have elements that are numbers.
var Dtypes = len(elements)

var Half = half
