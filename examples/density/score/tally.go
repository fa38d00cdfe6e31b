// Sums over scores: those of two parts add up to those of both.

package score

import (
	"encoding/json"
	"math"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/fingerprint"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/train"
)

// Moments are the number, mean and squared deviations of finite log-densities.
type Moments struct {
	N    int64
	Mean float64
	M2   float64 // sum of squared distances from Mean; infinite beside a log-density of -1e160, as rows far away may have
}

// written is how Moments are written: JSON has no infinite numbers.
type written struct {
	N    int64    `json:"n"`
	Mean float64  `json:"mean"`
	M2   *float64 `json:"m2"` // null: infinite
}

// MarshalJSON writes the moments of what has been scored, for a run that goes on.
func (m Moments) MarshalJSON() ([]byte, error) {
	w := written{m.N, m.Mean, &m.M2}
	if math.IsInf(m.M2, 1) {
		w.M2 = nil
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON has written.
func (m *Moments) UnmarshalJSON(text []byte) error {
	w := written{}
	if err := json.Unmarshal(text, &w); err != nil {
		return err
	}
	*m = Moments{w.N, w.Mean, math.Inf(1)}
	if w.M2 != nil {
		m.M2 = *w.M2
	}
	return nil
}

// add adds a value (Welford, 1962).
func (m *Moments) add(v float64) {
	if !finite.Is(v) {
		return
	}
	m.N++
	d := v - m.Mean
	m.Mean += d / float64(m.N)
	m.M2 += d * (v - m.Mean)
}

// then adds the moments of other values (Chan, Golub, LeVeque, 1979).
func (m *Moments) then(o Moments) {
	n := m.N + o.N
	if n == 0 {
		return
	}
	d := o.Mean - m.Mean
	m.M2 += o.M2 + float64(d*(d*float64(m.N)*float64(o.N)/float64(n))) // d*d may be infinite where N is 0
	m.Mean += d * float64(o.N) / float64(n)
	m.N = n
}

// Score is the mean with its standard error.
func (m Moments) Score() train.Score {
	if m.N == 0 {
		return train.Score{Mean: math.NaN(), Error: math.NaN()}
	}
	return train.Score{Mean: m.Mean, Error: math.Sqrt(m.M2/float64(m.N-1)) / math.Sqrt(float64(m.N)), Rows: int(m.N)}
}

// A Tally is what is known of some rows.
type Tally struct {
	Rows    int64             `json:"rows"`
	All     Moments           `json:"all"`
	Held    Moments           `json:"held"` // of rows that the fit held out, if these are its data
	Trained Moments           `json:"trained"`
	Never   int64             `json:"never"`   // of density 0
	Unknown int64             `json:"unknown"` // rows that could not be scored
	Below   int64             `json:"below"`   // rows below all training rows
	Low     int64             `json:"low"`     // rows below 99 in 100 training rows
	Print   fingerprint.Print `json:"print"`

	Evaluations int64 `json:"evaluations"` // of the right-hand side
}

// then adds what is known of other rows, which come after.
func (t *Tally) then(o *Tally) {
	t.Rows += o.Rows
	t.All.then(o.All)
	t.Held.then(o.Held)
	t.Trained.then(o.Trained)
	t.Never += o.Never
	t.Unknown += o.Unknown
	t.Below += o.Below
	t.Low += o.Low
	t.Print = t.Print.Then(o.Print)
	t.Evaluations += o.Evaluations
}

// limits are the log-densities to compare with.
type limits struct{ least, low float64 }

func (s *Scorer) limits() limits {
	if t := s.Card.Fit.Training; t != nil {
		return limits{t.At(0), s.Card.Low()}
	}
	return limits{math.Inf(-1), math.Inf(-1)}
}

// add adds scores. held says of a row's position in the table, from 0, whether the fit held it out.
func (t *Tally) add(s *Scores, first int64, l limits, held func(int64) bool) {
	t.Evaluations += int64(s.Evaluations)
	for i, v := range s.LogProb {
		t.Rows++
		t.All.add(v)
		if held(first + int64(i)) {
			t.Held.add(v)
		} else {
			t.Trained.add(v)
		}
		switch {
		case math.IsNaN(v):
			t.Unknown++
		case math.IsInf(v, -1):
			t.Never++
		}
		if v < l.least {
			t.Below++
		}
		if v < l.low {
			t.Low++
		}
	}
}
