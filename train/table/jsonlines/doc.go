// Package jsonlines reads and writes JSON lines (also called ndjson): an object a line, whose names are columns.
//
// A program that imports it opens them by table.File, and writes files ending in .jsonl or .ndjson by table.Create.
// Columns and their types are those of the first thousand objects; a new name in a later object is a table.FieldError,
// unless columns were chosen. Numbers, booleans and texts are read; texts that are dates become dates. A column that
// table.Options say to be text may have all of these. null and an absent name are missing values.
package jsonlines
