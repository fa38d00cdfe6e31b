// log_prob: log-densities of rows.

package serve

import (
	"context"
	"net/http"
	"strconv"
	"sync"

	"github.com/gorgoflow/gorgoflow/examples/density/score"
	"github.com/gorgoflow/gorgoflow/train/table"
)

// scorers are idle scorers for the service's own seed, with and without bounds. A scorer serves one request at a time.
type scorers struct{ plain, certifying sync.Pool }

// logProb answers with log p of the rows of the body.
func (h *handler) logProb(ctx context.Context, w http.ResponseWriter, r *http.Request) (int, error) {
	out, err := outputType(r)
	if err != nil {
		return 0, err
	}
	q, err := h.query(r)
	if err != nil {
		return 0, err
	}
	batch, err := h.rows(ctx, r)
	if err != nil {
		return 0, err
	}
	scores, err := h.score(ctx, batch, q)
	if err != nil {
		return 0, err
	}
	body, err := scoresAs(out, scores, h.Card.Fit.Unit)
	if err != nil {
		return 0, err
	}
	answer(w, out, http.StatusOK, body)
	return batch.Rows(), nil
}

// query is the query string of a request.
type query struct {
	Bound bool
	Seed  *uint64 // nil: the service's seed
}

func (h *handler) query(r *http.Request) (q query, err error) {
	values := r.URL.Query()
	if text := values.Get("bound"); text != "" {
		if q.Bound, err = strconv.ParseBool(text); err != nil {
			return q, refuse(http.StatusBadRequest, "bound is %q, want true or false", text)
		}
	}
	if text := values.Get("seed"); text != "" {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return q, refuse(http.StatusBadRequest, "seed is %q, want an integer from 0 to 2⁶⁴-1", text)
		}
		q.Seed = &seed
	}
	return q, nil
}

func (h *handler) score(ctx context.Context, batch *table.Table, q query) (*score.Scores, error) {
	if q.Seed != nil && *q.Seed != h.Seed {
		return h.scorer(*q.Seed, q.Bound).Score(ctx, batch)
	}
	pool := &h.scorers.plain
	if q.Bound {
		pool = &h.scorers.certifying
	}
	s, ok := pool.Get().(*score.Scorer)
	if !ok {
		s = h.scorer(h.Seed, q.Bound)
	}
	defer pool.Put(s)
	return s.Score(ctx, batch)
}

func (h *handler) scorer(seed uint64, bound bool) *score.Scorer {
	return &score.Scorer{Model: h.Model, Card: h.Card, Seed: seed, Draws: h.Draws, Certify: bound}
}
