// Encoding: rows as vectors, with the log-Jacobian between their densities.

package schema

import (
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// Encoded is rows as vectors. Rows that cannot be vectors are among Others.
type Encoded struct {
	X           [][]float64 // a vector each
	Condition   [][]float64 // nil for a schema without conditions
	LogJacobian []float64   // what log p of the row has beside that of the vector, nats
	Weights     []float64   // how much its row counts; nil where the schema or the batch has no column of weights
	Rows        []int       // the row in the batch of each
	Others      []Other
	Total       int // rows of the batch
}

// An Other is a row that is no vector.
type Other struct {
	Row int
	table.Place
	Column string
	Text   string // what it has there
	Why    Why
}

// Why says why a row is no vector.
type Why string

// The reasons. The density of a row is 0 where it differs, lies outside or has a level that a class or variable has not; where a value is
// missing, or a condition is of a level not known, nothing can be said.
const (
	Missing  Why = "a value is missing"
	Differs  Why = "differs from what all rows had"
	Outside  Why = "lies outside the bounds"
	NewLevel Why = "a level not known"
	NoLevel  Why = "a condition of a level not known"
)

// LogDensity is log p of all rows of the batch of those of the vectors: with the Jacobian added, −∞ for rows that cannot be, and NaN for
// rows of which nothing can be said. ErrShape if there is not one for each vector, or the batch has not the rows.
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
		if other.Why == Missing || other.Why == NoLevel {
			out[other.Row] = math.NaN()
		}
	}
	return out, nil
}

// check refuses log-densities of n vectors where there are others, and rows that the batch has not.
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

// An Encoder encodes batch after batch of one schema, which must not be changed meanwhile. It is not for use by several goroutines at once.
type Encoder struct {
	schema  *Schema
	coder   *coder
	noise   noise
	weights []float64 // of the batch; nil for none
}

// Encoder is for batches of a table. Random numbers depend on the seed and on a row's place in the table alone.
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

// Encode makes vectors of the rows. A MissingError is a value that is missing where the schema refuses it, a table.ColumnError a column
// that is not there or is of another type.
func (s *Schema) Encode(batch *table.Table, seed uint64) (*Encoded, error) {
	e, err := s.Encoder(seed)
	if err != nil {
		return nil, err
	}
	return e.Encode(batch)
}

// Encode makes vectors of a batch's rows.
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
	if len(r.levels) > 0 {
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

// row is a vector in the making.
type row struct {
	x, c        []float64
	logJacobian float64
	levels      []int // of classes
	random      uniform
}
