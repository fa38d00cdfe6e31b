// Answers of the service in both formats.

package serve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/density/score"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/arrow"
)

// scores is an answer in JSON. A number may be null or a text, since JSON has neither NaN nor infinities.
type scores struct {
	LogProb []any     `json:"log_p"`
	Bound   []any     `json:"bound"`
	Rank    []float64 `json:"rank"`
	Flags   []*string `json:"flags"`
	Unit    string    `json:"unit"`
}

func rows() *table.Table {
	t, _ := table.New(table.NewNumbers("x", 0.5, 1, 0.2, 0.7), table.NewNumbers("y", 1.5, 0.4, -1, 2), table.NewNumbers("z", 0.3, math.NaN(), 1, 1), table.NewTexts("kind", "a", "b", "c", "new"))
	return t
}

const rowsJSON = `{"rows": [{"x": 0.5, "y": 1.5, "z": 0.3, "kind": "a"}, {"kind": "b", "z": null, "y": 0.4, "x": 1}, [0.2, -1, 1, "c"], [0.7, 2, 1, "new"]]}`

// want is the scores of the rows without a service.
func want(t *testing.T) *score.Scores {
	o := model(t)
	s := &score.Scorer{Model: o.Model, Card: o.Card, Draws: 1, Certify: true}
	return must[*score.Scores](t)(s.Score(t.Context(), rows()))
}

// TestLogProb: answers in JSON have the bits of the model's numbers, with −∞ as a text.
func TestLogProb(t *testing.T) {
	url, want := start(t, model(t)).URL+"/v1/log_prob?bound=true", want(t)
	status, text := postJSON(t, url, rowsJSON)
	var got scores
	if err := json.Unmarshal([]byte(text), &got); err != nil || status != http.StatusOK {
		t.Fatalf("%d, %v: %s", status, err, text)
	}
	for i, v := range want.LogProb {
		if !same(got.LogProb[i], v) || !same(got.Bound[i], want.Bound[i]) || (got.Flags[i] == nil) != (want.Flag[i] == "") {
			t.Errorf("row %d is %v ± %v, %v; want %v ± %v, %q", i, got.LogProb[i], got.Bound[i], got.Flags[i], v, want.Bound[i], want.Flag[i])
		}
	}
	if !math.IsInf(want.LogProb[2], -1) || got.Unit != "nats" || !slices.Equal(got.Rank, want.Rank) {
		t.Errorf("log p of y < 0 is %v, ranks %v, want %v; unit %q", want.LogProb[2], got.Rank, want.Rank, got.Unit)
	}
	_, plain := postJSON(t, strings.TrimSuffix(url, "?bound=true"), `{"columns": ["kind", "x", "y", "z"], "rows": [["a", 0.5, 1.5, 0.3]]}`)
	if strings.Contains(plain, "bound") || strings.Contains(plain, "flags") || !strings.Contains(plain, fmt.Sprint(got.LogProb[0])) {
		t.Errorf("with another order of columns and without bounds: %s, want the log p %v alone", plain, got.LogProb[0])
	}
}

// TestARowThatIsTooLarge: a number that the model's number type does not hold takes nothing from the other rows.
func TestARowThatIsTooLarge(t *testing.T) {
	url := start(t, model(t)).URL + "/v1/log_prob?bound=true"
	status, text := postJSON(t, url, `{"rows": [[1e300, 1, 1, "a"], [0.5, 1.5, 0.3, "a"], [-1e300, 1, 1, "a"]]}`)
	var got scores
	if err := json.Unmarshal([]byte(text), &got); err != nil || status != http.StatusOK {
		t.Fatalf("%d, %v: %s", status, err, text)
	}
	for i, v := range got.LogProb {
		if flag := got.Flags[i]; (v == nil) != (i != 1) || i != 1 && (flag == nil || !strings.Contains(*flag, "too large")) {
			t.Errorf("row %d: %s", i, text)
		}
	}
}

// TestRanksBesideNone: the ranks of rows do not depend on whether the first row has one.
func TestRanksBesideNone(t *testing.T) {
	o := model(t)
	o.Model = first{o.Model}
	_, text := postJSON(t, start(t, o).URL+"/v1/log_prob", rowsJSON)
	var got struct {
		Rank []*float64 `json:"rank"`
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil || len(got.Rank) != 4 || got.Rank[0] != nil || got.Rank[1] == nil {
		t.Errorf("%v: %s, want a rank for each row but the first", err, text)
	}
}

// first is a model that has no log p of the first row.
type first struct{ likelihood.Model }

func (m first) LogProbWith(ctx context.Context, x [][]float64, r *likelihood.LogProbRequest) (*likelihood.Density, error) {
	d, err := m.Model.LogProbWith(ctx, x, r)
	if err == nil {
		d.LogProb[0] = math.NaN()
	}
	return d, err
}

// same reports whether a value in JSON stands for v.
func same(got any, v float64) bool {
	switch got := got.(type) {
	case nil:
		return math.IsNaN(v)
	case string:
		return got == "-Infinity" && math.IsInf(v, -1) || got == "Infinity" && math.IsInf(v, 1)
	}
	return got == v
}

// TestArrow: requests and answers in Arrow give the model's numbers too. A damaged stream is a bad request.
func TestArrow(t *testing.T) {
	url, want := start(t, model(t)).URL+"/v1/log_prob?bound=true", want(t)
	var body bytes.Buffer
	w := must[table.Writer](t)(arrow.NewStreamWriter(&body, rows().Fields()))
	if err := w.Write(rows()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	const stream = "application/vnd.apache.arrow.stream"
	status, answer := post(t, url, stream, stream, body.Bytes())
	if status != http.StatusOK {
		t.Fatalf("%d: %s", status, answer)
	}
	if _, text := post(t, url, stream, "*/*", body.Bytes()); !bytes.Contains(text, []byte(`"-Infinity"`)) {
		t.Errorf("Arrow in, JSON out: %s", text)
	}
	for name, bad := range map[string][]byte{"cut": body.Bytes()[:body.Len()/2], "none": nil, "other": []byte("no stream at all, but long enough")} {
		if status, text := post(t, url, stream, stream, bad); status != http.StatusBadRequest {
			t.Errorf("%s: %d %s, want 400", name, status, text)
		}
	}
	got := must[*table.Table](t)(readScores(answer))
	for i, v := range want.LogProb {
		if got.Columns[0].Numbers[i] != v && !(math.IsNaN(v) && got.Columns[0].Missing[i]) {
			t.Errorf("row %d is %v, want %v", i, got.Columns[0].Numbers[i], v)
		}
	}
}

// readScores reads an answer that may hold −∞, as a program with Arrow's library does.
func readScores(answer []byte) (*table.Table, error) {
	return readArrow(bytes.NewReader(answer))
}

// TestSamples: samples are rows of the table. A seed gives the same samples in both formats.
func TestSamples(t *testing.T) {
	url := start(t, model(t)).URL + "/v1/samples"
	const asked = `{"n": 5, "seed": 7}`
	status, text := postJSON(t, url, asked)
	var got struct {
		Columns []string `json:"columns"`
		Rows    [][]any  `json:"rows"`
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil || status != http.StatusOK || len(got.Rows) != 5 || !slices.Equal(got.Columns, []string{"x", "y", "z", "kind"}) {
		t.Fatalf("%d, %v: %s", status, err, text)
	}
	_, answer := post(t, url, "application/json", "application/vnd.apache.arrow.stream", []byte(asked))
	drawn := must[*table.Table](t)(readScores(answer))
	for i, row := range got.Rows {
		if row[1].(float64) <= 0 || row[1] != drawn.Columns[1].Numbers[i] || row[3] != drawn.Columns[3].Texts[i] {
			t.Errorf("row %d is %v in JSON, y %v in Arrow", i, row, drawn.Columns[1].Numbers[i])
		}
	}
}

// TestManyClients: requests of one row from many clients at the same time get the answers that each gets alone.
func TestManyClients(t *testing.T) {
	url := start(t, model(t)).URL + "/v1/log_prob"
	body := func(i int) string {
		return fmt.Sprintf(`{"rows": [{"x": %g, "y": 1, "z": 0.5, "kind": "b"}]}`, 0.1*float64(i))
	}
	var alone []string
	for i := range 12 {
		_, text := postJSON(t, url, body(i))
		alone = append(alone, text)
	}
	var group sync.WaitGroup
	for i := range alone {
		group.Go(func() {
			for range 5 {
				if _, text := postJSON(t, url, body(i)); text != alone[i] {
					t.Errorf("row %d among others is %s, want %s as alone", i, text, alone[i])
				}
			}
		})
	}
	group.Wait()
}
