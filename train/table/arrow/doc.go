// Package arrow reads and writes Apache Arrow's files (also called Feather, version 2) and streams.
//
// A program that imports it opens both by table.File, and writes files ending in .arrow or .feather by table.Create. Columns of
// numbers, booleans, texts, dates and timestamps are read, dictionaries of them too; lists and structures are a table.ColumnError.
//
// What is read is checked before Arrow's library sees it, which trusts what a file says of its own sizes: a damaged file or stream is an error.
package arrow
