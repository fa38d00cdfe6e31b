// Models that the tests serve, and requests to the service.

package serve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/serve"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/sketch"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// model is a density of x, of y, which is positive, and of z, which is missing in every tenth row. Its column kind is a
// class.
func model(t testing.TB) serve.Options {
	t.Helper()
	x, y, z, kind := table.NewNumbers("x"), table.NewNumbers("y"), table.NewNumbers("z"), table.NewTexts("kind")
	for i := range 90 {
		x.AppendNumber(float64(i%13) / 7.3)
		y.AppendNumber(0.31 + float64(i%17)/5.1)
		kind.AppendText([]string{"a", "b", "c"}[i%3])
		if z.AppendNumber(float64(i*i%29) / 11.7); i%10 == 0 {
			z.Numbers[i], z.Missing[i] = table.NewNumbers("", 0).Numbers[0], true
		}
	}
	rows := must[*table.Table](t)(table.New(x, y, z, kind))
	s := must[*schema.Schema](t)(schema.New(rows, nil))
	for name, words := range map[string]string{"x": "number", "y": "log", "z": "missing=mask", "kind": "class"} {
		if err := s.Set(name, words); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Fit(rows); err != nil {
		t.Fatal(err)
	}
	dim, conditions := s.Dims()
	field := must[*dynamics.MLP](t)(dynamics.NewMLP(dim, &dynamics.MLPSettings{Hidden: []int{4}, Seed: 3, Cond: conditions}))
	f := must[*likelihood.Flow](t)(likelihood.New(field, nil))
	return serve.Options{Model: f, Card: &card.Card{Schema: s, Fit: card.Fit{Unit: "nats", Data: "made up", Training: sketch.New([]float64{-99, -5, -3, -2, -1}, nil)}}}
}

// start serves a model until the test ends.
func start(t testing.TB, o serve.Options) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(must[http.Handler](t)(serve.Handler(o)))
	t.Cleanup(server.Close)
	return server
}

// post sends a body and returns the status and the answer.
func post(t testing.TB, url, contentType, accept string, body []byte) (int, []byte) {
	t.Helper()
	r := must[*http.Request](t)(http.NewRequestWithContext(context.Background(), http.MethodPost, url, bytes.NewReader(body)))
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Accept", accept)
	answer := must[*http.Response](t)(http.DefaultClient.Do(r))
	defer answer.Body.Close()
	return answer.StatusCode, must[[]byte](t)(io.ReadAll(answer.Body))
}

func postJSON(t testing.TB, url, body string) (int, string) {
	t.Helper()
	status, answer := post(t, url, "application/json", "", []byte(body))
	if !json.Valid(answer) {
		t.Errorf("%s is no JSON", answer)
	}
	return status, string(answer)
}

// held is a model whose calls wait until they are released or their contexts end.
type held struct {
	likelihood.Model
	inside, release chan struct{}
}

func hold(m likelihood.Model) *held {
	return &held{m, make(chan struct{}, 100), make(chan struct{})}
}

func (h *held) LogProbWith(ctx context.Context, x [][]float64, r *likelihood.LogProbRequest) (*likelihood.Density, error) {
	h.inside <- struct{}{}
	select {
	case <-h.release:
		return h.Model.LogProbWith(ctx, x, r)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
