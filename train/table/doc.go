// Package table reads and writes tables of any kind: columns with names and types, in memory or streamed.
//
// A Source can be opened again and again, and gives Readers, which read batches of rows in bounded memory: a File, a Table
// in memory, the result of a query. What kind of file it is shows in its first bytes and in its name. CSV is read here; other
// formats are opened by a program that imports their packages, for their sake alone or to write with them too:
//
//	import _ "github.com/gorgoflow/gorgoflow/train/table/all"
//
//	jsonlines, npy   small
//	arrow, parquet   by Apache Arrow
//	sqltable         any query of database/sql
//
// A file of another format is refused by its name, a FormatError, and is never read as broken CSV.
//
// # CSV
//
// Found, unless Options give them: gzip and bzip2, the encoding (UTF-8, UTF-16, else Windows-1252), the delimiter, the decimal
// comma, whether the first row is a header, and the types of columns. Reader.Notes say what was found, to be printed. The types
// are found in the first rows; a field further down that does not fit is a FieldError that names file, line, column and text.
//
// # Missing values
//
// A missing value is NaN among Numbers, "" among Texts, the zero time among Dates, and true in Column.Missing. Numbers that
// are not missing are finite: an infinite one is a FieldError.
package table
