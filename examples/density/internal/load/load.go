// The load: clients that ask for one row each, and what they see.

// Package load asks a density service as its users would, and measures how soon it answers.
package load

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/pkg/errors"
)

// Settings of a load.
type Settings struct {
	URL      string        // of log_prob
	Clients  int           // each of which asks one request after another
	Duration time.Duration // of the load
	Body     func(client, request int) []byte
	Timeout  time.Duration // timeout that each request asks for; 0: none. An answer that the timeout was too short counts as late
}

// Report is what the clients saw.
type Report struct {
	Requests int           // answered with 200
	Late     int           // answered that the timeout was too short
	Elapsed  time.Duration // of the load
	P50, P99 time.Duration // from sending to the last byte of the answer
	Longest  time.Duration
}

// Rate is the number of answers a second.
func (r *Report) Rate() float64 { return float64(r.Requests) / r.Elapsed.Seconds() }

// String is the report in a line.
func (r *Report) String() string {
	return fmt.Sprintf("%.0f requests/s, p50 %v, p99 %v, longest %v, %d late", r.Rate(), r.P50.Round(time.Microsecond), r.P99.Round(time.Microsecond), r.Longest.Round(time.Microsecond), r.Late)
}

// Run asks until the time is up. Any answer but 200, or 504 where there is a Timeout, is an error.
func Run(ctx context.Context, s *Settings) (*Report, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	clients := make([]client, s.Clients)
	transport := &http.Transport{MaxIdleConnsPerHost: s.Clients, DisableCompression: true}
	defer transport.CloseIdleConnections()
	start := time.Now()
	var group sync.WaitGroup
	for i := range clients {
		c := &clients[i]
		c.http = &http.Client{Transport: transport}
		group.Go(func() {
			if c.err = c.ask(ctx, s, i, start.Add(s.Duration)); c.err != nil {
				cancel()
			}
		})
	}
	group.Wait()
	return report(clients, time.Since(start))
}

// client is one of the clients.
type client struct {
	http  *http.Client
	took  []time.Duration
	late  int
	err   error
	reply bytes.Buffer
}

func (c *client) ask(ctx context.Context, s *Settings, number int, until time.Time) error {
	url := s.URL
	if s.Timeout > 0 {
		url += "?timeout=" + s.Timeout.String()
	}
	for k := 0; time.Now().Before(until); k++ {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(s.Body(number, k)))
		if err != nil {
			return errors.WithStack(err)
		}
		r.Header.Set("Content-Type", "application/json")
		if err := c.one(r, s.Timeout > 0); err != nil {
			return err
		}
	}
	return nil
}

// one sends a request and reads its answer.
func (c *client) one(r *http.Request, mayBeLate bool) error {
	sent := time.Now()
	answer, err := c.http.Do(r)
	if err != nil {
		return errors.WithStack(err)
	}
	defer answer.Body.Close()
	c.reply.Reset()
	if _, err := io.Copy(&c.reply, answer.Body); err != nil {
		return errors.WithStack(err)
	}
	took := time.Since(sent)
	switch {
	case answer.StatusCode == http.StatusOK:
	case answer.StatusCode == http.StatusGatewayTimeout && mayBeLate:
		c.late++
	default:
		return errors.Errorf("%s: %s", answer.Status, c.reply.Bytes())
	}
	c.took = append(c.took, took)
	return nil
}

func report(clients []client, elapsed time.Duration) (*Report, error) {
	r := &Report{Elapsed: elapsed}
	var all []time.Duration
	for i := range clients {
		c := &clients[i]
		if c.err != nil && !errors.Is(c.err, context.Canceled) {
			return nil, c.err
		}
		all, r.Late = append(all, c.took...), r.Late+c.late
	}
	if len(all) == 0 {
		return nil, errors.New("no request was answered")
	}
	slices.Sort(all)
	r.Requests = len(all) - r.Late
	r.P50, r.P99, r.Longest = all[len(all)/2], all[len(all)*99/100], all[len(all)-1]
	return r, nil
}
