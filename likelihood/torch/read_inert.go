// Values beside a state dict that a checkpoint often holds, and that a model does not need.

package torch

import "slices"

// inert is a value that is skipped: its name. What it is made of is dropped, and nothing can be taken from it.
type inert string

// inerts are the names of such values, by their modules: those that torch.load takes with weights_only beside tensors and
// plain values, and numbers and arrays of NumPy and paths, which torch.save writes too.
var inerts = map[string][]string{
	"torch":                  {"Size", "device", "Tensor", "strided", "sparse_coo", "per_tensor_affine", "per_tensor_symmetric", "per_channel_affine"},
	"torch.nn.parameter":     {"Parameter", "Buffer"},
	"torch.serialization":    {"_get_layout"},
	"torch._utils":           {"_rebuild_sparse_tensor", "_rebuild_qtensor", "_rebuild_nested_tensor", "_rebuild_meta_tensor_no_storage"},
	"collections":            {"Counter"},
	"builtins":               python,
	"__builtin__":            slices.Concat(python, []string{"long", "unicode"}), // Python 2's names, in protocols up to 2: the last are int and str
	"_codecs":                {"encode"},
	"numpy":                  {"dtype", "ndarray"},
	"numpy.core.multiarray":  {"scalar", "_reconstruct"},
	"numpy._core.multiarray": {"scalar", "_reconstruct"},
	"numpy.core.numeric":     {"_frombuffer"}, // of arrays in protocol 5
	"numpy._core.numeric":    {"_frombuffer"},
	"pathlib":                {"PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath"},
	"pathlib._local":         {"PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath"},
}

var python = []string{"set", "frozenset", "bytearray", "complex", "dict", "list", "int", "float", "str", "bytes", "tuple", "bool"}
