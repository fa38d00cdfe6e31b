// Encoding: rows as vectors, with the log-Jacobian between their densities.

package schema

import (
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// Encoded holds rows as vectors. Rows that have no vector are in Others.
type Encoded struct {
	X           [][]float64 // one vector for each row
	Condition   [][]float64 // nil for a schema without conditions
	LogJacobian []float64   // log p of the row less log p of the vector, in nats
	Weights     []float64   // weight of each row; nil if the schema or the batch has no column of weights
	Rows        []int       // index in the batch of each vector's row
	Others      []Other
	Total       int // rows of the batch
}

// An Other is a row without a vector. It prints as its Place; Column, Text and Why say what is the matter.
type Other struct {
	Row int
	table.Place
	Column string
	Text   string // the value in this column
	Why    Why
}

// Why says why a row has no vector.
type Why string

// The reasons. The density of a row is 0 if it differs from a constant or its original, lies outside of the bounds, or
// has an unknown level of a class or variable. If a value is missing, or a condition has an unknown level or lies
// outside of its bounds, the density is unknown.
const (
	Missing  Why = "a value is missing"
	Differs  Why = "differs from what all rows had"
	Outside  Why = "lies outside the bounds"
	NewLevel Why = "a level not known"
	NoLevel  Why = "a condition of a level not known"
	noNumber Why = "a condition outside the bounds"
)

// LogDensity returns log p of all rows of the batch, given log p of the vectors: with the Jacobian added, −∞ for rows
// of density 0, and NaN for rows whose density is unknown. It returns ErrShape if there is not one log p for each
// vector, or if Rows do not fit the batch.
func (e *Encoded) LogDensity(ofVectors []float64) ([]float64, error) {
	if err := e.check(len(ofVectors)); err != nil {
		return nil, err
	}
	out := make([]float64, e.Total)
	for k, row := range e.Rows {
		out[row] = ofVectors[k] + e.LogJacobian[k]
	}
	for _, other := range e.Others {
		out[other.Row] = math.Inf(-1)
		if other.Why == Missing || other.Why == NoLevel || other.Why == noNumber {
			out[other.Row] = math.NaN()
		}
	}
	return out, nil
}

// check refuses a wrong number of log-densities, and rows that the batch does not have.
func (e *Encoded) check(n int) error {
	if e == nil || n != len(e.Rows) || n != len(e.LogJacobian) {
		return errors.Wrapf(ErrShape, "%d log-densities for other vectors", n)
	}
	outside := func(row int) bool { return row < 0 || row >= e.Total }
	if slices.ContainsFunc(e.Rows, outside) || slices.ContainsFunc(e.Others, func(o Other) bool { return outside(o.Row) }) {
		return errors.Wrapf(ErrShape, "rows beyond the %d of the batch", e.Total)
	}
	return nil
}

// An Encoder encodes batch after batch of one schema, which must not change meanwhile. It is not for concurrent use.
type Encoder struct {
	schema  *Schema
	coder   *coder
	noise   noise
	weights []float64 // of the batch's rows; nil for none
}

// Encoder returns an Encoder for the batches of a table. Its random numbers depend only on the seed and on the index of
// a row in the table.
func (s *Schema) Encoder(seed uint64) (*Encoder, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if s.Fitted != s.signature() {
		return nil, errors.WithStack(ErrNotFitted)
	}
	if err := s.checkPatterns(); err != nil {
		return nil, err
	}
	return &Encoder{schema: s, coder: newCoder(s), noise: newNoise(seed)}, nil
}

// Encode turns rows into vectors. A MissingError is a missing value that the schema refuses; a table.ColumnError is a
// missing column or one of another type.
func (s *Schema) Encode(batch *table.Table, seed uint64) (*Encoded, error) {
	e, err := s.Encoder(seed)
	if err != nil {
		return nil, err
	}
	return e.Encode(batch)
}

// Encode turns a batch's rows into vectors.
func (e *Encoder) Encode(batch *table.Table) (*Encoded, error) {
	if e == nil || e.coder == nil {
		return nil, errors.Wrap(ErrSettings, "an encoder that is nil or zero, want one made by Schema.Encoder")
	}
	if err := e.coder.bind(batch); err != nil {
		return nil, err
	}
	n := batch.Rows()
	out := &Encoded{Total: n}
	var err error
	if e.weights, err = e.schema.weightsIn(batch); err != nil {
		return nil, err
	}
	xs, cs := make([]float64, n*e.coder.x), make([]float64, n*e.coder.c)
	r := &row{}
	for i := range n {
		k := len(out.Rows)
		r.x, r.c = xs[k*e.coder.x:(k+1)*e.coder.x:(k+1)*e.coder.x], cs[k*e.coder.c:(k+1)*e.coder.c:(k+1)*e.coder.c]
		if err := e.row(batch, i, r, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// row encodes row i into r, and adds it.
func (e *Encoder) row(batch *table.Table, i int, r *row, out *Encoded) error {
	clear(r.x)
	clear(r.c)
	r.logJacobian, r.levels = 0, r.levels[:0]
	r.random = e.noise.of(batch.Place(i).Row)
	for _, entry := range e.coder.entries {
		why := entry.encode(i, r)
		if why == Missing && entry.Missing == Refuse {
			return errors.WithStack(&MissingError{Place: batch.Place(i), Column: entry.Name})
		}
		if why != "" {
			out.Others = append(out.Others, Other{i, batch.Place(i), entry.Name, entry.values.Format(i), why})
			return nil
		}
	}
	if n := len(r.levels); n > 0 && n == len(e.coder.classes.levels) { // conditions may have some of the classes
		r.logJacobian += e.coder.classes.logProb(r.levels)
	}
	if e.weights != nil {
		out.Weights = append(out.Weights, e.weights[i])
	}
	out.X, out.LogJacobian, out.Rows = append(out.X, r.x), append(out.LogJacobian, r.logJacobian), append(out.Rows, i)
	if e.coder.c > 0 {
		out.Condition = append(out.Condition, r.c)
	}
	return nil
}

// row is a vector being built.
type row struct {
	x, c        []float64
	logJacobian float64
	levels      []int // of classes
	random      uniform
}
