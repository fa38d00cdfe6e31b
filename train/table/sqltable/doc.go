// Package sqltable reads the result of a query of any database that database/sql has a driver for, as a table.
//
//	db, err := sql.Open("pgx", dsn) // a driver that the program imports
//	rows := sqltable.New(ctx, db, "SELECT height, weight FROM people WHERE height > $1", 1.2)
//	whole, err := table.ReadAll(rows)
//
// The query runs each time that the source is opened, and the driver streams its rows. A column has the type that the
// database declares, else the type of its values in the first rows. A later value of another type is a
// table.FieldError.
package sqltable
