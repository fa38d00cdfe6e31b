// Package arrow reads and writes Apache Arrow's files (also called Feather, version 2) and streams.
//
// A program that imports it opens both by table.File, and writes files ending in .arrow or .feather by table.Create. Columns of
// numbers, booleans, texts, dates and timestamps are read, dictionaries of them too; lists and structures are a table.ColumnError.
//
// Files cut short are errors. Beyond that Arrow's library trusts what a file says of its own sizes, and may ask for all memory there is
// where they are damaged: take files and streams from those whom you trust.
package arrow
