// Package compiled makes programs of a system: the right-hand side, a step, the functions of
// events and jumps, and the pullbacks of all of these.
//
// Each program is one type. Its method ports lists the inputs and outputs once, for the numbering of nodes and for the
// binding of every copy (ports.go, wiring.go). The Compile… functions return programs that are ready to run; Clone
// makes a copy for another worker.
package compiled
