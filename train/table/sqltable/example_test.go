// An example of the package's documentation.

package sqltable_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/sqltable"
)

// The program imports the driver too: import _ "modernc.org/sqlite".
func Example() {
	db, err := sql.Open("sqlite", "people.db")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	people, err := table.ReadAll(sqltable.New(context.Background(), db, "SELECT height FROM people WHERE height > ?", 1.2))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(people.Columns[0].Numbers)
}
