// Bodies of answers: JSON, in which NaN is null and infinities are texts, or an Arrow stream.

package serve

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/gorgoflow/gorgoflow/examples/density/score"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/arrow"
)

func scoresAs(kind string, s *score.Scores, unit string) ([]byte, error) {
	if kind == arrowType {
		return arrowScores(s)
	}
	return jsonScores(s, unit), nil
}

// jsonScores is {"log_p": […], "bound": […], "rank": […], "flags": […], "unit": …}, without those of bound, rank and flags
// that are empty.
func jsonScores(s *score.Scores, unit string) []byte {
	b := append([]byte(nil), `{"log_p":`...)
	b = appendNumbers(b, s.LogProb)
	if s.Bound != nil {
		b = appendNumbers(append(b, `,"bound":`...), s.Bound)
	}
	if slices.ContainsFunc(s.Rank, func(v float64) bool { return !math.IsNaN(v) }) {
		b = appendNumbers(append(b, `,"rank":`...), s.Rank)
	}
	if hasFlags(s.Flag) {
		b = append(b, `,"flags":[`...)
		for i, flag := range s.Flag {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendFlag(b, flag)
		}
		b = append(b, ']')
	}
	b = appendText(append(b, `,"unit":`...), unit)
	return append(b, "}\n"...)
}

func hasFlags(flags []string) bool {
	for _, f := range flags {
		if f != "" {
			return true
		}
	}
	return false
}

func appendFlag(b []byte, flag string) []byte {
	if flag == "" {
		return append(b, "null"...)
	}
	return appendText(b, flag)
}

func appendText(b []byte, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil { // a string is always valid JSON
		return append(b, `""`...)
	}
	return append(b, quoted...)
}

func appendNumbers(b []byte, values []float64) []byte {
	b = append(b, '[')
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendNumber(b, v)
	}
	return append(b, ']')
}

// appendNumber writes a number that JSON lacks as null, or as the strings that JavaScript and Python read.
func appendNumber(b []byte, v float64) []byte {
	switch {
	case math.IsNaN(v):
		return append(b, "null"...)
	case math.IsInf(v, 1):
		return append(b, `"Infinity"`...)
	case math.IsInf(v, -1):
		return append(b, `"-Infinity"`...)
	}
	return strconv.AppendFloat(b, v, 'g', -1, 64)
}

// arrowScores has the columns log_p, bound if asked for, rank and flag. In log_p, −∞ is a number and NaN is null.
func arrowScores(s *score.Scores) ([]byte, error) {
	columns := []*table.Column{table.NewNumbers("log_p", s.LogProb...)}
	if s.Bound != nil {
		columns = append(columns, table.NewNumbers("bound", s.Bound...))
	}
	columns = append(columns, table.NewNumbers("rank", s.Rank...))
	flags := &table.Column{Field: table.Field{Name: "flag", Type: table.Text}}
	for _, f := range s.Flag {
		if f == "" {
			flags.AppendMissing()
		} else {
			flags.AppendText(f)
		}
	}
	t, err := table.New(append(columns, flags)...)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := arrow.NewStreamWriter(&out, t.Fields())
	if err != nil {
		return nil, err
	}
	if err := w.Write(t); err != nil {
		return nil, err
	}
	return out.Bytes(), w.Close()
}

// rowsWriter writes tables as {"columns": […], "rows": [[…], …]}.
type rowsWriter struct {
	out  io.Writer
	text []byte
	any  bool
}

func (w *rowsWriter) Write(t *table.Table) error {
	b := w.text[:0]
	if !w.any {
		b = append(b, `{"columns":[`...)
		for i, c := range t.Columns {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendText(b, c.Name)
		}
		b = append(b, `],"rows":[`...)
	}
	for i := range t.Rows() {
		if w.any {
			b = append(b, ',')
		}
		w.any = true
		b = appendRow(b, t, i)
	}
	w.text = b
	_, err := w.out.Write(b)
	return err
}

func appendRow(b []byte, t *table.Table, i int) []byte {
	b = append(b, '[')
	for k, c := range t.Columns {
		if k > 0 {
			b = append(b, ',')
		}
		switch {
		case c.Missing[i]:
			b = append(b, "null"...)
		case c.Type == table.Bool:
			b = strconv.AppendBool(b, c.Numbers[i] != 0)
		case c.Type.IsNumeric():
			b = appendNumber(b, c.Numbers[i])
		default:
			b = appendText(b, c.Format(i))
		}
	}
	return append(b, ']')
}

func (w *rowsWriter) Close() error {
	_, err := io.WriteString(w.out, "]}\n")
	return err
}
