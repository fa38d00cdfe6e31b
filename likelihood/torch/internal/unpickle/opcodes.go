// The table of opcodes.

package unpickle

// The functions of the opcodes; the names are those of Python's pickletools.
var opcodes = [256]func(*machine) error{
	0x80: skip(1),                 // PROTO
	0x95: skip(8),                 // FRAME
	'N':  constant(nil),           // NONE
	0x88: constant(true),          // NEWTRUE
	0x89: constant(false),         // NEWFALSE
	'K':  integer(1),              // BININT1
	'M':  integer(2),              // BININT2
	'J':  signedInteger,           // BININT
	0x8a: long(1),                 // LONG1
	0x8b: long(4),                 // LONG4
	'G':  float,                   // BINFLOAT
	0x8c: text(1),                 // SHORT_BINUNICODE
	'X':  text(4),                 // BINUNICODE
	0x8d: text(8),                 // BINUNICODE8
	'U':  text(1),                 // SHORT_BINSTRING, of Python 2
	'T':  text(4),                 // BINSTRING, of Python 2
	'C':  blob(1),                 // SHORT_BINBYTES
	'B':  blob(4),                 // BINBYTES
	0x8e: blob(8),                 // BINBYTES8
	0x96: blob(8),                 // BYTEARRAY8
	'(':  mark,                    // MARK
	'0':  pop,                     // POP
	'1':  popMark,                 // POP_MARK
	')':  constant(Tuple(nil)),    // EMPTY_TUPLE
	0x85: tuple(1),                // TUPLE1
	0x86: tuple(2),                // TUPLE2
	0x87: tuple(3),                // TUPLE3
	't':  tupleOfMark,             // TUPLE
	']':  emptyList,               // EMPTY_LIST
	'a':  grow(one, appendItems),  // APPEND
	'e':  grow(many, appendItems), // APPENDS
	0x8f: emptyList,               // EMPTY_SET
	0x90: grow(many, appendItems), // ADDITEMS
	0x91: tupleOfMark,             // FROZENSET
	'}':  emptyDict,               // EMPTY_DICT
	's':  grow(two, setItems),     // SETITEM
	'u':  grow(many, setItems),    // SETITEMS
	'q':  putNumber(1),            // BINPUT
	'r':  putNumber(4),            // LONG_BINPUT
	0x94: memoize,                 // MEMOIZE
	'h':  get(1),                  // BINGET
	'j':  get(4),                  // LONG_BINGET
	'c':  global,                  // GLOBAL
	0x93: stackGlobal,             // STACK_GLOBAL
	'R':  call,                    // REDUCE
	0x81: call,                    // NEWOBJ
	'b':  build,                   // BUILD
	'Q':  persistent,              // BINPERSID
}
