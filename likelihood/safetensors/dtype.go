// Dtypes: the types of a tensor's elements.

package safetensors

// Dtype is the type of a tensor's elements, by the name it has in a file.
type Dtype string

// The dtypes for which Go packages have number types. A file may hold others, see Dtype.Bits.
const (
	F64  Dtype = "F64"
	F32  Dtype = "F32"
	F16  Dtype = "F16"  // IEEE 754 binary16
	BF16 Dtype = "BF16" // the upper half of a binary32
	I64  Dtype = "I64"
	I32  Dtype = "I32"
	I16  Dtype = "I16"
	I8   Dtype = "I8"
	U64  Dtype = "U64"
	U32  Dtype = "U32"
	U16  Dtype = "U16"
	U8   Dtype = "U8"
	Bool Dtype = "BOOL" // one byte, 0 or 1
)

// bits are the sizes of the format's dtypes.
var bits = map[Dtype]int{
	F64: 64, I64: 64, U64: 64, "C64": 64,
	F32: 32, I32: 32, U32: 32,
	F16: 16, BF16: 16, I16: 16, U16: 16,
	I8: 8, U8: 8, Bool: 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8,
	"F6_E2M3": 6, "F6_E3M2": 6, "F4": 4,
}

// Bits is the size of an element in bits; 0 for an unknown dtype.
func (d Dtype) Bits() int { return bits[d] }
