// serve: a model's densities and samples over HTTP.

package command

import (
	"log/slog"
	"net"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/model"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/serve"
	"github.com/pkg/errors"
)

type serveCommand struct {
	Model       string        `arg:"" help:"Model file."`
	Listen      string        `default:"127.0.0.1:8080" help:"Host and port; :8080 listens to all of the network."`
	Columns     []string      `help:"Names of the columns, for a model file that has none."`
	Seed        uint64        `default:"1" help:"Of the noise in the cells of rounded values, unless a request gives one."`
	Draws       int           `default:"1" help:"Of that noise, of which the mean density is taken."`
	MaxRows     int           `default:"100000" help:"Rows of a request."`
	MaxBytes    int64         `default:"67108864" help:"Bytes of a request."`
	MaxRequests int           `default:"1024" help:"Requests at once, beyond which they are refused."`
	Timeout     time.Duration `default:"30s" help:"Of a request; it may ask for less."`
	Grace       time.Duration `default:"10s" help:"For requests under way when the service ends."`
}

// Run serves until the program is told to end.
func (c *serveCommand) Run(call *call) error {
	if err := c.check(); err != nil {
		return err
	}
	saved, err := model.OpenNamed(c.Model, c.Columns)
	if err != nil {
		return err
	}
	if err := checkNoise(saved.Card, call.given, "seed", "draws"); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return errors.WithMessage(err, "-listen "+c.Listen)
	}
	log := slog.New(slog.NewTextHandler(call.Err, nil))
	log.Info("serving", "model", c.Model, "address", "http://"+listener.Addr().String())
	return serve.Run(call.ctx, serve.Options{
		Model: saved.Any, Card: saved.Card, Seed: c.Seed, Draws: c.Draws, Listener: listener, Log: log,
		MaxRows: c.MaxRows, MaxBytes: c.MaxBytes, MaxRequests: c.MaxRequests, Timeout: c.Timeout, Grace: c.Grace,
	})
}

// check refuses numbers of nothing.
func (c *serveCommand) check() error {
	for _, f := range []struct {
		name  string
		value any
		fits  bool
	}{{"draws", c.Draws, c.Draws > 0}, {"max-rows", c.MaxRows, c.MaxRows > 0}, {"max-bytes", c.MaxBytes, c.MaxBytes > 0},
		{"max-requests", c.MaxRequests, c.MaxRequests > 0}, {"timeout", c.Timeout, c.Timeout > 0}, {"grace", c.Grace, c.Grace > 0}} {
		if !f.fits {
			return errors.Errorf("-%s %v: want more than 0", f.name, f.value)
		}
	}
	return nil
}
