// JSON lines: an object for each iteration.

package record

import (
	"encoding/json"
	"io"
	"math"

	"github.com/gorgoflow/gorgoflow/train"
	"github.com/pkg/errors"
)

// JSONLines writes an object a line for each iteration, such as
//
//	{"iteration":10,"epoch":2,"loss":1.25,"norm":0.5,"rate":0.001,"evaluations":26,"elapsed":0.75,"heldOut":{"loss":1.5,"error":0.01,"rows":100,"best":true}}
//
// elapsed is in seconds; losses are in nats, in the data's units; heldOut is present in iterations with a score. A
// number that JSON cannot express is one of the texts "NaN", "Infinity" and "-Infinity". Each line is one Write, so
// that a run that is killed leaves whole lines. A run that resumes from a checkpoint writes the iterations after it
// again, with the same numbers but for elapsed: of lines of one iteration the last counts.
func JSONLines(w io.Writer) train.Recorder { return jsonLines{w} }

type jsonLines struct{ w io.Writer }

func (j jsonLines) Init() error {
	if j.w == nil {
		return errors.New("record: JSON lines need a writer, not nil")
	}
	return nil
}

// line is the JSON form of a record.
type line struct {
	Iteration   int      `json:"iteration"`
	Epoch       int      `json:"epoch"`
	Loss        number   `json:"loss"`
	Norm        number   `json:"norm"`
	Rate        number   `json:"rate"`
	Evaluations number   `json:"evaluations"`
	Elapsed     number   `json:"elapsed"`
	HeldOut     *heldOut `json:"heldOut,omitempty"`
}

type heldOut struct {
	Loss  number `json:"loss"`
	Error number `json:"error"`
	Rows  int    `json:"rows"`
	Best  bool   `json:"best"`
}

func (j jsonLines) Record(r *train.Record) error {
	if r == nil {
		return nil
	}
	l := line{r.Iteration, r.Epoch, number(r.Loss), number(r.Norm), number(r.Rate), number(r.Evaluations), number(r.Elapsed.Seconds()), nil}
	if r.Scored() {
		l.HeldOut = &heldOut{number(-r.Score.Mean), number(r.Score.Error), r.Score.Rows, r.Best}
	}
	text, err := json.Marshal(l)
	if err != nil {
		return errors.WithStack(err)
	}
	_, err = j.w.Write(append(text, '\n'))
	return errors.Wrap(err, "record: writing JSON lines")
}

// number is a number that is written as a text if JSON cannot express it.
type number float64

func (n number) MarshalJSON() ([]byte, error) {
	switch v := float64(n); {
	case math.IsNaN(v):
		return []byte(`"NaN"`), nil
	case math.IsInf(v, 1):
		return []byte(`"Infinity"`), nil
	case math.IsInf(v, -1):
		return []byte(`"-Infinity"`), nil
	default:
		return json.Marshal(v)
	}
}
