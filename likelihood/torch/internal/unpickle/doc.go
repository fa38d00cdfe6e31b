// Package unpickle reads Python's pickles of plain values, and runs nothing.
//
// A pickle is a program for a machine with a stack. This machine handles numbers, texts, lists, tuples and
// dictionaries; sets are lists, and frozen sets tuples. Pickles run code by referring to names. Names go to the Host,
// and a name that it does not know is an error. The package reads protocols 2 to 5, which torch.save and numpy write,
// and refuses the opcodes of text protocols.
//
// Memory is in proportion to the pickle's length. Values may refer to each other in circles.
package unpickle
