// The load test of the service on loopback: the service runs in a process of its own, and this process is its clients.

// Serveload measures a density service of README.md's 2-64-64 network: a lone client, 16 and 64 of them, and clients
// with a deadline beside a request of 100,000 rows.
//
//	go run ./examples/density/internal/load/serveload [-model file] [-seconds 5]
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/load"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/model"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/serve"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

func main() {
	log.SetFlags(0)
	path := flag.String("model", "", "model file of two columns of numbers; none: README.md's network as it starts")
	seconds := flag.Float64("seconds", 5, "of each load")
	address := flag.String("serve", "", "serve on this address, and do nothing else")
	flag.Parse()
	var err error
	if *address != "" {
		err = serveOn(*address, *path)
	} else {
		err = measure(*path, time.Duration(*seconds*float64(time.Second)))
	}
	if err != nil {
		log.Fatal(err)
	}
}

// serveOn is the process that serves.
func serveOn(address, path string) error {
	o := serve.Options{Address: address}
	if path == "" {
		var err error
		if o.Model, o.Card, err = readme(); err != nil {
			return err
		}
		return serve.Run(context.Background(), o)
	}
	saved, err := model.OpenNamed(path, nil)
	if err != nil {
		return err
	}
	o.Model, o.Card = saved, saved.Card
	return serve.Run(context.Background(), o)
}

// readme is README.md's network, a density of x and y.
func readme() (likelihood.Model, *card.Card, error) {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{64, 64}, Seed: 1})
	if err != nil {
		return nil, nil, err
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		return nil, nil, err
	}
	s := &schema.Schema{}
	rows := &table.Table{}
	for _, name := range []string{"x", "y"} {
		s.Columns = append(s.Columns, &schema.Column{Name: name, Kind: schema.Number, Role: schema.Variable, Missing: schema.Refuse})
		rows.Columns = append(rows.Columns, table.NewNumbers(name, 0, 1))
	}
	return flow, &card.Card{Schema: s, Fit: card.Fit{Unit: "nats"}}, s.Fit(rows)
}

// measure starts the service and puts the loads on it.
func measure(path string, d time.Duration) error {
	address, err := freeAddress()
	if err != nil {
		return err
	}
	own, err := os.Executable()
	if err != nil {
		return errors.WithStack(err)
	}
	service := exec.Command(own, "-serve", address, "-model", path)
	service.Stderr = os.Stderr
	if err := service.Start(); err != nil {
		return errors.WithStack(err)
	}
	defer func() {
		_ = service.Process.Kill()
		_ = service.Wait()
	}()
	url := "http://" + address
	if err := ready(url); err != nil {
		return err
	}
	return loads(url+"/v1/log_prob", d)
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", errors.WithStack(err)
	}
	return l.Addr().String(), errors.WithStack(l.Close())
}

// ready waits until the service answers.
func ready(url string) (err error) {
	for range 200 {
		var answer *http.Response
		if answer, err = http.Get(url + "/readyz"); err == nil {
			return answer.Body.Close()
		}
		time.Sleep(25 * time.Millisecond)
	}
	return errors.WithStack(err)
}

// oneRow is a request for a row of its own.
func oneRow(client, request int) []byte {
	r := rand.New(rand.NewPCG(uint64(client), uint64(request)))
	return fmt.Appendf(nil, `{"rows":[{"x":%.6f,"y":%.6f}]}`, r.NormFloat64(), r.NormFloat64())
}

func loads(url string, d time.Duration) error {
	ctx := context.Background()
	for _, clients := range []int{1, 16, 64} {
		s := &load.Settings{URL: url, Clients: clients, Duration: d / 10, Body: oneRow}
		if _, err := load.Run(ctx, s); err != nil { // warms up
			return err
		}
		s.Duration = d
		r, err := load.Run(ctx, s)
		if err != nil {
			return err
		}
		fmt.Printf("%3d clients, one row each: %v\n", clients, r)
	}
	return besideMany(ctx, url, d)
}

// besideMany is eight clients with a deadline of 50 ms, while others ask for 100,000 rows.
func besideMany(ctx context.Context, url string, d time.Duration) error {
	rows := make([]string, 100_000)
	for i := range rows {
		rows[i] = fmt.Sprintf("[%.6f,%.6f]", rand.NormFloat64(), rand.NormFloat64())
	}
	many := []byte(`{"rows":[` + strings.Join(rows, ",") + `]}`)
	large := make(chan error, 1)
	var report *load.Report
	go func() {
		var err error
		report, err = load.Run(ctx, &load.Settings{URL: url, Clients: 1, Duration: d, Body: func(int, int) []byte { return many }})
		large <- err
	}()
	r, err := load.Run(ctx, &load.Settings{URL: url, Clients: 8, Duration: d, Body: oneRow, Timeout: 50 * time.Millisecond})
	if err != nil {
		return err
	}
	if err := <-large; err != nil {
		return err
	}
	fmt.Printf("100,000 rows a request: p50 %v; meanwhile 8 clients, one row each, with a deadline of 50ms: %v\n", report.P50.Round(time.Millisecond), r)
	return nil
}
