// Queries of a database as sources of tables.

package sqltable

import (
	"context"
	"database/sql"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// A Query is a table.Source.
type Query struct {
	// Options choose columns and types; nil means all columns with their own types.
	Options *table.Options

	ctx  context.Context
	db   *sql.DB
	text string
	args []any
}

// New returns the table of a query's rows. The end of the context ends its reading.
func New(ctx context.Context, db *sql.DB, query string, args ...any) *Query {
	return &Query{ctx: ctx, db: db, text: query, args: args}
}

// Open runs the query. Without a database or a context it returns table.ErrSettings.
func (q *Query) Open() (table.Reader, error) {
	if q == nil || q.db == nil || q.ctx == nil {
		return nil, errors.Wrap(table.ErrSettings, "a query that is nil, zero, or without a database or a context; want one made by New")
	}
	rows, err := q.db.QueryContext(q.ctx, q.text, q.args...)
	if err != nil {
		return nil, errors.Wrap(err, "table: query")
	}
	r := &reader{rows: rows}
	if err := r.start(q.Options.OrDefault()); err != nil {
		rows.Close()
		return nil, err
	}
	named, err := table.Retype(r, q.Options.OrDefault())
	if err != nil {
		rows.Close()
	}
	return named, err
}
