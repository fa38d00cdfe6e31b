// Services of the command: serve, and the page of a training.

package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/command"
)

// announced is a log that sends the address of a service once the service has logged it.
type announced struct {
	mu      sync.Mutex
	text    bytes.Buffer
	address chan string
	pattern *regexp.Regexp // its first group is the address
}

func (a *announced) Write(b []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if m := a.pattern.FindSubmatch(b); m != nil {
		a.address <- string(m[1])
	}
	return a.text.Write(b)
}

// TestServeAnswersUntilItIsToldToEnd: serve answers over HTTP, and ends without an error when its context ends.
func TestServeAnswersUntilItIsToldToEnd(t *testing.T) {
	file := model(t, "moons", "-points", "300", "-resolution", "12")
	ctx, cancel := context.WithCancel(t.Context())
	log, ended := &announced{address: make(chan string, 1), pattern: regexp.MustCompile(`address=(\S+)`)}, make(chan int, 1)
	go func() {
		ended <- command.Run(ctx, []string{"serve", file, "-listen", "127.0.0.1:0"}, command.Streams{Out: io.Discard, Err: log})
	}()
	var url string
	select {
	case url = <-log.address:
	case code := <-ended:
		t.Fatalf("ended with %d: %s", code, log.text.String())
	}
	response, err := http.Post(url+"/v1/log_prob", "application/json", strings.NewReader(`{"rows": [[0.5, 0.25]]}`))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || !json.Valid(body) || !strings.Contains(string(body), `"log_p"`) {
		t.Errorf("%s: %s, %v", response.Status, body, err)
	}
	cancel()
	if code := <-ended; code != 0 {
		t.Errorf("ended with %d: %s", code, log.text.String())
	}
}

func TestServeRefuses(t *testing.T) {
	file := model(t, "moons", "-points", "300", "-resolution", "12")
	refused(t, []string{"serve", file, "-draws", "0"}, "-draws 0: want")
	refused(t, []string{"serve", file, "-timeout", "-1s"}, "-timeout -1s: want")
	refused(t, []string{"serve", file, "-listen", "nowhere:x"}, "-listen nowhere:x")
	refused(t, []string{"serve", file + ".none"}, "no such file")
}

// TestWatchingIsRefused: -http refuses an address at which no service can listen, before the training.
func TestWatchingIsRefused(t *testing.T) {
	refused(t, []string{"fit", "moons", "-http", "8080", "-out", t.TempDir()}, "-http", "HOST:PORT")
	refused(t, []string{"fit", "moons", "-http", "nowhere:x", "-out", t.TempDir()}, "-http nowhere:x")
}
