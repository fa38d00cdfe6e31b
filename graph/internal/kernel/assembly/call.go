// This file calls assembly through tables.

package assembly

import (
	"runtime"
	"unsafe"
)

// Call runs assembly from a table with a structure of arguments on the stack. The compiler knows nothing of a function
// in a table, and without Call would move the structure to the heap. No call may come between the two uses of the
// address, since it is not adjusted when a call moves the stack: so pointers are not checked here, as -race does by
// calls.
//
//go:nocheckptr
func Call(assembly func(arguments *byte), arguments unsafe.Pointer) {
	address := uintptr(arguments)
	assembly(*(**byte)(unsafe.Pointer(&address)))
	runtime.KeepAlive(arguments)
}
