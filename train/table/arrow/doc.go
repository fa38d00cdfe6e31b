// Package arrow reads and writes Apache Arrow's files (also called Feather, version 2) and streams.
//
// A program that imports it opens both by table.File, and writes files ending in .arrow or .feather by table.Create.
// Columns of numbers, booleans, texts, dates and timestamps are read, dictionaries of them too; lists and structures
// are a table.ColumnError.
//
// Arrow's library trusts the sizes that a file claims. So messages are checked before the library reads them, and a
// damaged file or stream is an error.
package arrow
