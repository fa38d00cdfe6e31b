// Package sqltable reads the result of a query of any database that database/sql has a driver for, as a table.
//
//	db, err := sql.Open("pgx", dsn) // a driver that the program imports
//	rows := sqltable.New(ctx, db, "SELECT height, weight FROM people WHERE height > $1", 1.2)
//	whole, err := table.ReadAll(rows)
//
// The query runs anew each time that the source is opened, and its rows are streamed as the driver does. Types of columns are those
// that the database declares, else those of the first rows' values: a value of another type further down is a table.FieldError.
package sqltable
