// Routes, limits, and errors.

package serve

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// handler answers requests.
type handler struct {
	*Options
	metrics *metrics
	running chan struct{} // has an element for each running request
	scorers scorers
	fields  []table.Field // of the rows
}

func newHandler(o *Options) http.Handler {
	h := &handler{Options: o, metrics: newMetrics(), running: make(chan struct{}, o.MaxRequests), fields: fieldsOf(o.Card.Schema)}
	mux := http.NewServeMux()
	mux.Handle("POST /v1/log_prob", h.limited("log_prob", []string{"timeout", "bound", "seed"}, h.logProb))
	mux.Handle("POST /v1/samples", h.limited("samples", []string{"timeout"}, h.samples))
	mux.HandleFunc("GET /v1/model", h.model)
	mux.HandleFunc("GET /openapi.json", h.openAPI)
	mux.HandleFunc("GET /healthz", h.alive)
	mux.HandleFunc("GET /readyz", h.alive)
	mux.Handle("GET /metrics", h.metrics.handler())
	return mux
}

// fieldsOf are the columns that rows have.
func fieldsOf(s *schema.Schema) (fields []table.Field) {
	for _, c := range s.Columns {
		if c.Kind != schema.LeftOut {
			fields = append(fields, table.Field{Name: c.Name, Type: c.Type, Layout: c.Layout})
		}
	}
	return fields
}

func (h *handler) alive(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n")) // the client may be gone
}

// A statusError is an error with the HTTP status of its answer.
type statusError struct {
	status int
	error
}

func (e *statusError) Unwrap() error { return e.error }

func refuse(status int, format string, args ...any) error {
	return &statusError{status, errors.Errorf(format, args...)}
}

// limited is a call within the limits of size, time and number.
func (h *handler) limited(name string, parameters []string, call func(ctx context.Context, w http.ResponseWriter, r *http.Request) (rows int, err error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		rows, err := h.within(w, r, start, parameters, call)
		status := http.StatusOK
		if err != nil {
			status = statusOf(err)
			h.answerError(w, status, err)
		}
		h.metrics.seen(name, status, rows, time.Since(start))
		if status >= http.StatusInternalServerError {
			h.Log.Error(name, "status", status, "error", err.Error())
		}
	})
}

func (h *handler) within(w http.ResponseWriter, r *http.Request, start time.Time, parameters []string, call func(context.Context, http.ResponseWriter, *http.Request) (int, error)) (int, error) {
	select {
	case h.running <- struct{}{}:
		defer func() { <-h.running }()
	default:
		w.Header().Set("Retry-After", "1")
		return 0, refuse(http.StatusServiceUnavailable, "%d requests are under way, more are not taken", h.MaxRequests)
	}
	h.metrics.underWay.Inc()
	defer h.metrics.underWay.Dec()
	if err := checkRequest(r, parameters); err != nil {
		return 0, err
	}
	timeout, err := h.timeout(r)
	if err != nil {
		return 0, err
	}
	control := http.NewResponseController(w) // a writer without deadlines has none to keep
	_ = control.SetReadDeadline(start.Add(timeout))
	_ = control.SetWriteDeadline(start.Add(timeout + time.Second))
	ctx, cancel := context.WithDeadline(r.Context(), start.Add(timeout))
	defer cancel()
	r.Body = http.MaxBytesReader(w, r.Body, h.MaxBytes)
	return call(ctx, w, r)
}

// checkRequest refuses what would have no effect: parameters that a call does not have, and a body in an encoding that
// is not read here.
func checkRequest(r *http.Request, parameters []string) error {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return refuse(http.StatusBadRequest, "query: %v", err)
	}
	for name, texts := range values {
		switch {
		case !slices.Contains(parameters, name):
			return refuse(http.StatusBadRequest, "no parameter %q; want of %q", name, parameters)
		case len(texts) > 1:
			return refuse(http.StatusBadRequest, "%s stands %d times", name, len(texts))
		}
	}
	if coding := r.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return refuse(http.StatusUnsupportedMediaType, "Content-Encoding is %q, want a body as it is", coding)
	}
	return nil
}

// timeout is the service's timeout, or a shorter one that a request asks for: ?timeout=50ms.
func (h *handler) timeout(r *http.Request) (time.Duration, error) {
	asked := r.URL.Query().Get("timeout")
	if asked == "" {
		return h.Timeout, nil
	}
	d, err := time.ParseDuration(asked)
	if err != nil || d <= 0 {
		return 0, refuse(http.StatusBadRequest, "timeout is %q, want a duration such as 50ms", asked)
	}
	return min(d, h.Timeout), nil
}

// statusOf is the HTTP status of an error.
func statusOf(err error) int {
	var status *statusError
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &status):
		return status.status
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusGatewayTimeout
	case errors.Is(err, os.ErrDeadlineExceeded):
		return http.StatusRequestTimeout
	case errors.Is(err, context.Canceled):
		return http.StatusServiceUnavailable // the client is gone, or the service ends
	case isRequests(err):
		return http.StatusBadRequest
	}
	return http.StatusInternalServerError
}

// isRequests says whether an error is the request's fault, so that the same request would fail again.
func isRequests(err error) bool {
	var data *likelihood.DataError
	for _, cause := range []error{table.ErrNoColumn, table.ErrSameColumn, table.ErrColumnType, table.ErrNoRows, table.ErrSettings, schema.ErrMissing, schema.ErrCondition, base.ErrNoSampler, likelihood.ErrCondition} {
		if errors.Is(err, cause) {
			return true
		}
	}
	var field *table.FieldError
	return errors.As(err, &data) || errors.As(err, &field)
}

// asAnswered says what the caller can do about an error, whose own text is for those who call packages.
func asAnswered(err error) error {
	var missing *schema.MissingError
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &missing):
		return errors.Errorf("row %d, column %q has no value, which the model refuses; leave such rows out", missing.Place.Row, missing.Column)
	case errors.As(err, &tooLarge):
		return errors.Errorf("the body is too large, want at most %d bytes; ask in several requests", tooLarge.Limit)
	}
	return err
}

// answerError writes {"error": …} after what has been written before.
func (h *handler) answerError(w http.ResponseWriter, status int, err error) {
	text, failed := json.Marshal(map[string]string{"error": asAnswered(err).Error()})
	if failed != nil {
		text = []byte(`{"error": "an error without a text"}`)
	}
	answer(w, jsonType, status, append(text, '\n'))
}

func answer(w http.ResponseWriter, contentType string, status int, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}
