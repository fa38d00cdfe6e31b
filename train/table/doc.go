// Package table reads and writes tables of any kind: columns with names and types, in memory or streamed.
//
// A Source can be opened any number of times: a File, a Table in memory, the result of a query. It returns Readers,
// which read batches of rows in bounded memory. The format of a file is detected in its first bytes and its name. This
// package reads CSV; for other formats a program imports their packages:
//
//	import _ "github.com/gorgoflow/gorgoflow/train/table/all"
//
//	jsonlines, npy   small
//	arrow, parquet   by Apache Arrow
//	sqltable         any query of database/sql
//
// A file of another format is refused with a FormatError that names the format. It is never read as broken CSV.
//
// # CSV
//
// Detected, unless Options give them: gzip and bzip2, the encoding (UTF-8, UTF-16, else Windows-1252), the delimiter,
// the decimal comma, whether the first row is a header, and the types of columns. Reader.Notes describe what was
// detected. Types are detected in the first rows; a later field that does not fit is a FieldError that names file,
// line, column and text. Names that are numbers are known by quotes that the numbers below do not have, as R writes them
// and this package too, else by counting up; Options.Header says so where neither is so. Blanks at the ends of a field are
// no part of it, in quotes too.
//
// # Missing values
//
// A missing value is NaN among Numbers, "" among Texts, the zero time among Dates, and true in Column.Missing. Numbers
// that are not missing are finite: an infinite one is a FieldError. So is an integer that float64 would round, and any
// beyond MaxInteger in a format that tells integers from other numbers. A column of CSV with many of them, such as
// identifiers, is text; so is one of digits with leading zeros, such as postal codes.
package table
