//go:build long

// Queries of SQLite: types, values that are not of their column's type, errors.

package sqltable_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/sqltable"
	_ "modernc.org/sqlite"
)

// database is an SQLite file with a table of every type.
func database(t *testing.T) (db *sql.DB, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "mine.csv")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	run(t, db, `CREATE TABLE m (i INTEGER, x REAL, t TEXT, b BOOLEAN, d DATE, n NUMERIC)`,
		`INSERT INTO m VALUES (1, 0.1, 'a', true, '2024-02-29', 2.5), (2, NULL, NULL, false, NULL, 3), (NULL, 1e300, 'größe', NULL, '2024-03-01', NULL)`)
	return db, path
}

func run(t *testing.T, db *sql.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(s, err)
		}
	}
}

func TestSQLite(t *testing.T) {
	db, path := database(t)
	query := sqltable.New(context.Background(), db, "SELECT i, x, t, b, d, n, i + x AS s, count(*) OVER () AS c FROM m WHERE i IS NULL OR i < ?", 10)
	want := "i:integer|1|2| x:number|0.1||1" + strings.Repeat("0", 300)
	for range 2 { // a source can be opened again
		got, err := table.ReadAll(query)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(show(got), "1e+300", "1"+strings.Repeat("0", 300), 1)
		want := want + " t:text|a||größe b:bool|true|false| d:date|2024-02-29T00:00:00Z||2024-03-01T00:00:00Z n:number|2.5|3| s:number|1.1|| c:integer|3|3|3"
		if text != want {
			t.Errorf("got %s\nwant %s", text, want)
		}
	}
	query.Options = &table.Options{Columns: []string{"n", "i"}, Types: map[string]table.Type{"i": table.Text}}
	mixed := sqltable.New(context.Background(), db, "SELECT 1 AS v UNION ALL SELECT 2.5 UNION ALL SELECT NULL ORDER BY v DESC")
	if got, err := table.ReadAll(mixed); err != nil || show(got) != "v:number|2.5|1|" {
		t.Errorf("got %v, %v, want numbers", got, err)
	}
	mixed = sqltable.New(context.Background(), db, "SELECT 1 AS v UNION ALL SELECT 2.5 ORDER BY v")
	if got, err := table.ReadAll(mixed); err != nil || show(got) != "v:number|1|2.5" {
		t.Errorf("got %v, %v, want numbers", got, err)
	}
	if got, err := table.ReadAll(query); err != nil || show(got) != "n:number|2.5|3| i:text|1|2|" {
		t.Errorf("got %v, %v, want n and i as texts", got, err)
	}
	if _, err := table.ReadFile(path, nil); !errors.Is(err, table.ErrFormat) || !strings.Contains(err.Error(), "SQLite") {
		t.Errorf("the file itself gave %v, want an ErrFormat that names SQLite", err)
	}
}

// TestValuesOfOtherTypes: SQLite keeps texts in columns of numbers. They are found also behind the rows by which types are
// found.
func TestValuesOfOtherTypes(t *testing.T) {
	db, _ := database(t)
	run(t, db, "CREATE TABLE w (x REAL)", "WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 500) INSERT INTO w SELECT i FROM k",
		"UPDATE w SET x = 'many' WHERE x = 300")
	var field *table.FieldError
	_, err := table.ReadAll(sqltable.New(context.Background(), db, "SELECT x FROM w"))
	if !errors.As(err, &field) || field.Row != 300 || field.Column != "x" || field.Text != "many" {
		t.Errorf("got %v, want a FieldError of many in row 300", err)
	}
	run(t, db, "CREATE TABLE h (i INTEGER)", "INSERT INTO h VALUES (1), (1.5)")
	_, err = table.ReadAll(sqltable.New(context.Background(), db, "SELECT i FROM h"))
	if !errors.As(err, &field) || field.Row != 2 || field.Column != "i" || field.Text != "1.5" {
		t.Errorf("got %v, want a FieldError of 1.5 in row 2", err)
	}
	_, err = table.ReadAll(sqltable.New(context.Background(), db, "SELECT 9007199254740993 AS big"))
	if !errors.As(err, &field) || field.Row != 1 || field.Column != "big" {
		t.Errorf("got %v, want a FieldError of big", err)
	}
}

func TestErrors(t *testing.T) {
	db, _ := database(t)
	if _, err := table.ReadAll(sqltable.New(context.Background(), db, "SELECT none FROM m")); err == nil || !strings.Contains(err.Error(), "none") {
		t.Errorf("got %v, want an error that names none", err)
	}
	if _, err := table.ReadAll(sqltable.New(context.Background(), db, "SELECT i, x AS i FROM m")); !errors.Is(err, table.ErrSameColumn) {
		t.Errorf("got %v, want ErrSameColumn", err)
	}
	if _, err := table.ReadAll(sqltable.New(context.Background(), db, "SELECT i FROM m WHERE i > 9")); !errors.Is(err, table.ErrNoRows) {
		t.Errorf("got %v, want ErrNoRows", err)
	}
	q := sqltable.New(context.Background(), db, "SELECT i FROM m")
	q.Options = &table.Options{Columns: []string{"y"}}
	if _, err := table.ReadAll(q); !errors.Is(err, table.ErrNoColumn) {
		t.Errorf("got %v, want ErrNoColumn", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := sqltable.New(ctx, db, "WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k) SELECT i FROM k").Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rows := 0
	for batch, err := range table.Batches(r, 100) {
		if rows += batch.Rows(); rows == 1000 {
			cancel()
		}
		if err != nil {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want context.Canceled", err)
			}
			return
		}
	}
	t.Error("a query without end ended")
}
