// The service: its options, and its life from the first connection to the last.

// Package serve answers requests for densities and samples of one model over HTTP, with JSON and Arrow bodies.
//
//	POST /v1/log_prob   log p of rows, with bounds of its error on request
//	POST /v1/samples    rows drawn from the model
//	GET  /v1/model      what the model is a density of
//	GET  /openapi.json  all of this for programs
//	GET  /healthz, /readyz, /metrics
//
// Requests for few rows that come at the same time are solved together, by likelihood.Flow, and each gets the bits that
// it gets alone.
package serve

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
)

// Options of the service. Zero values have the meaning given with each field.
type Options struct {
	Model likelihood.Model
	Card  *card.Card // of the model: the columns by name
	Seed  uint64     // of the noise in the cells of rounded values; a request may give its own
	Draws int        // of that noise, over which the density is averaged; 0: 1

	Address  string       // host and port to listen on; "" means 127.0.0.1:8080
	Listener net.Listener // used in place of Address, if not nil; it is closed
	Log      *slog.Logger // nil: none

	MaxBytes    int64         // of a body; 0: 64 MiB
	MaxRows     int           // of a request; 0: 100,000
	MaxRequests int           // at once, beyond which they are refused; 0: 1024
	Timeout     time.Duration // of a request, from its first byte to the end of its answer; 0: 30 s. Requests may ask for less
	Grace       time.Duration // for running requests when the service ends; 0: 10 s
}

func (o Options) withDefaults() (*Options, error) {
	if o.Model == nil || o.Card == nil || o.Card.Schema == nil {
		return nil, errors.New("serve: no model, or none that names its columns")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	orDefault(&o.Address, "127.0.0.1:8080")
	orDefault(&o.Draws, 1)
	orDefault(&o.MaxBytes, 64<<20)
	orDefault(&o.MaxRows, 100_000)
	orDefault(&o.MaxRequests, 1024)
	orDefault(&o.Timeout, 30*time.Second)
	orDefault(&o.Grace, 10*time.Second)
	if o.Draws < 0 || o.MaxBytes < 0 || o.MaxRows < 0 || o.MaxRequests < 0 || o.Timeout < 0 || o.Grace < 0 {
		return nil, errors.New("serve: a limit below zero, want a positive one, or 0 for the default")
	}
	return &o, nil
}

func orDefault[V comparable](v *V, d V) {
	var zero V
	if *v == zero {
		*v = d
	}
}

// Run serves until ctx ends. Then it accepts no more connections, and running requests have Options.Grace to end. The error
// is nil if they did.
func Run(ctx context.Context, options Options) error {
	o, err := options.withDefaults()
	if err != nil {
		return err
	}
	listener := o.Listener
	if listener == nil {
		if listener, err = net.Listen("tcp", o.Address); err != nil {
			return errors.Wrap(err, "serve")
		}
	}
	requests, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	server := &http.Server{
		Handler:           newHandler(o),
		ReadHeaderTimeout: min(o.Timeout, 10*time.Second),
		ReadTimeout:       o.Timeout, // of bodies that no call reads, which the server waits for before it answers
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    1 << 16,
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return requests },
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return errors.Wrap(err, "serve")
	case <-ctx.Done():
	}
	return o.shutDown(server, cancel)
}

// shutDown waits for the running requests, then ends those that are left.
func (o *Options) shutDown(server *http.Server, cancel func()) error {
	o.Log.Info("shutting down", "grace", o.Grace)
	grace, done := context.WithTimeout(context.Background(), o.Grace)
	defer done()
	err := server.Shutdown(grace)
	if err == nil {
		return nil
	}
	cancel()
	_ = server.Close() // its error is about connections that are given up
	return errors.Wrapf(err, "serve: requests that did not end within %v", o.Grace)
}

// Handler is the service without a server of its own.
func Handler(options Options) (http.Handler, error) {
	o, err := options.withDefaults()
	if err != nil {
		return nil, err
	}
	return newHandler(o), nil
}
