// Package unpickle reads Python's pickles of plain values, and runs nothing.
//
// A pickle is a program for a machine with a stack. This machine knows numbers, texts, lists, tuples and dictionaries.
// What else a pickle asks for by name, which is how pickles run code, goes to the Host, and what it does not know is
// an error. Protocols 2 to 5, which torch.save and numpy write; the opcodes of text protocols are refused.
//
// All memory taken is in proportion to the pickle's length. Values may hold each other in circles.
package unpickle
