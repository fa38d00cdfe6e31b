// Package parquet reads and writes Apache Parquet's files.
//
// A program that imports it opens them by table.File, and writes files ending in .parquet by table.Create. Only the
// chosen columns are read, a row group at a time, so that memory is bounded by a batch and a page of each column.
// Columns of numbers, booleans, texts, dates and timestamps are read; lists and structures are a table.ColumnError.
package parquet
