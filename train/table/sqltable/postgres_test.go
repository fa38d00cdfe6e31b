//go:build long

// Queries of a PostgreSQL server, where there is one.

package sqltable_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/sqltable"
	_ "github.com/jackc/pgx/v5/stdlib"
)

// TestPostgres needs a server: .ci/postgres runs a command with one.
func TestPostgres(t *testing.T) {
	dsn := os.Getenv("GORGOFLOW_POSTGRES")
	if dsn == "" {
		t.Skip("GORGOFLOW_POSTGRES is not set; .ci/postgres go test -tags long ./train/table/sqltable runs this test with a server")
	}
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	run(t, db, `DROP TABLE IF EXISTS gorgoflow_test`,
		`CREATE TABLE gorgoflow_test (i int, l bigint, x float8, r float4, n numeric(12, 3), t text, b bool, d date, s timestamptz, u uuid, a int[])`,
		`INSERT INTO gorgoflow_test VALUES (1, 9007199254740992, 0.1, 0.5, 12.345, 'größe', true, '2024-02-29', '2024-02-29 12:00:00.5+01',
			'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{1,2}'), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`)
	t.Cleanup(func() { run(t, db, `DROP TABLE gorgoflow_test`) })
	query := sqltable.New(context.Background(), db, "SELECT i, l, x, r, n, t, b, d, s AT TIME ZONE 'UTC' AS s, u, a FROM gorgoflow_test WHERE i = $1 OR i IS NULL ORDER BY i", 1)
	got, err := table.ReadAll(query)
	if err != nil {
		t.Fatal(err)
	}
	want := "i:integer|1| l:integer|9007199254740992| x:number|0.1| r:number|0.5| n:number|12.345| t:text|größe| b:bool|true| " +
		"d:date|2024-02-29T00:00:00Z| s:date|2024-02-29T11:00:00.5Z| u:text|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11| a:text|{1,2}|"
	if show(got) != want {
		t.Errorf("got %s\nwant %s", show(got), want)
	}
	r, err := sqltable.New(context.Background(), db, "SELECT i, sqrt(i) AS root FROM generate_series(1, 100000) AS i").Open()
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for batch, err := range table.Batches(r, 1000) {
		if err != nil {
			t.Fatal(err)
		}
		rows += batch.Rows()
	}
	if rows != 100_000 || r.Close() != nil {
		t.Errorf("%d rows, want 100000", rows)
	}
	var field *table.FieldError
	if _, err := table.ReadAll(sqltable.New(context.Background(), db, "SELECT 'Infinity'::float8 AS x")); !errors.As(err, &field) || field.Column != "x" {
		t.Errorf("got %v, want a FieldError of x", err)
	}
}
