// The types of a tensor's elements, by their names in PyTorch.

package torch

import (
	"strings"

	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
)

// elementType is torch.float32, torch.FloatStorage and the like. A dtype that package safetensors does not know cannot
// be read.
type elementType struct {
	dtype safetensors.Dtype
	width int // bytes
}

// elements are the dtypes by PyTorch's names.
var elements = map[string]elementType{
	"float64": {safetensors.F64, 8}, "float32": {safetensors.F32, 4}, "float16": {safetensors.F16, 2}, "bfloat16": {safetensors.BF16, 2},
	"int64": {safetensors.I64, 8}, "int32": {safetensors.I32, 4}, "int16": {safetensors.I16, 2}, "int8": {safetensors.I8, 1},
	"uint64": {safetensors.U64, 8}, "uint32": {safetensors.U32, 4}, "uint16": {safetensors.U16, 2}, "uint8": {safetensors.U8, 1},
	"bool": {safetensors.Bool, 1}, "complex128": {"complex128", 16}, "complex64": {"complex64", 8}, "complex32": {"complex32", 4},
	"float8_e4m3fn": {"float8_e4m3fn", 1}, "float8_e5m2": {"float8_e5m2", 1}, "float8_e4m3fnuz": {"float8_e4m3fnuz", 1},
	"float8_e5m2fnuz": {"float8_e5m2fnuz", 1}, "float8_e8m0fnu": {"float8_e8m0fnu", 1},
	"qint8": {"qint8", 1}, "quint8": {"quint8", 1}, "qint32": {"qint32", 4}, "quint4x2": {"quint4x2", 1}, "quint2x4": {"quint2x4", 1},
}

// storages are the dtypes of typed storages, by what stands before "Storage".
var storages = map[string]string{
	"Double": "float64", "Float": "float32", "Half": "float16", "BFloat16": "bfloat16",
	"Long": "int64", "Int": "int32", "Short": "int16", "Char": "int8", "Byte": "uint8", "Bool": "bool",
	"ComplexDouble": "complex128", "ComplexFloat": "complex64", "QInt8": "qint8", "QUInt8": "quint8", "QInt32": "qint32",
	"QUInt4x2": "quint4x2", "QUInt2x4": "quint2x4",
}

// elementOf returns the type of a name. Tensors of newer dtypes are in storages without a type, of bytes.
func elementOf(module, name string) (kind elementType, ok bool) {
	if module == "torch.storage" && name == "UntypedStorage" {
		return elements["uint8"], true
	}
	if typed, is := strings.CutSuffix(name, "Storage"); is {
		name = storages[typed]
	}
	kind, ok = elements[name]
	return kind, ok && module == "torch"
}
