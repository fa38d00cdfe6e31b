// Requests that are refused, that come too late or that nobody waits for.

package serve_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/serve"
)

// TestBadRequests: the answer to a bad request has a status of the 4xx and says what is wrong.
func TestBadRequests(t *testing.T) {
	o := model(t)
	o.MaxRows, o.MaxBytes = 3, 400
	url := start(t, o).URL
	const good = `{"x": 1, "y": 1, "z": 1, "kind": "a"}`
	cases := []struct {
		path, body string
		status     int
		says       string
	}{
		{"log_prob", ``, 400, `ends before its JSON object does; want one with ["columns" "rows"]`},
		{"log_prob", `{"rows": [`, 400, "ends before its JSON object"},
		{"log_prob", `{"rows": [` + good, 400, "ends before its JSON object"},
		{"samples", ``, 400, `want one with ["given" "n" "seed"]`},
		{"samples", `{"n": 1`, 400, "ends before its JSON object"},
		{"log_prob", `[1]`, 400, "body"},
		{"log_prob", `{"rows": [` + good + `]} {}`, 400, "follows"},
		{"log_prob", `{"rows": [` + good + `], "wrong": 1}`, 400, "wrong"},
		{"log_prob", `{"rows": [` + good + `], "rows": [` + good + `]}`, 400, `"rows" stands twice`},
		{"log_prob", `{"Rows": [` + good + `]}`, 400, `"Rows"`},
		{"log_prob", `{"rows": {}}`, 400, "want a list"},
		{"log_prob", `{"rows": null}`, 400, "at least one"},
		{"log_prob", `{"rows": [[],[],[],[` + strings.Repeat("[],", 40) + `]]`, 413, "more than 3 rows"},
		{"log_prob?bounds=true", `{"rows": [` + good + `]}`, 400, `no parameter "bounds"`},
		{"log_prob?bound=true&bound=false", `{"rows": [` + good + `]}`, 400, "2 times"},
		{"log_prob?timeout=%zz", `{"rows": [` + good + `]}`, 400, "query"},
		{"samples?seed=3", `{"n": 1}`, 400, `no parameter "seed"`},
		{"samples", `null`, 400, "null, want an object"},
		{"samples", `{"n": 1, "n": 2}`, 400, `"n" stands twice`},
		{"samples", `{"n": 1, "given": {"kind": "a", "kind": "b"}}`, 400, `"kind" stands twice`},
		{"samples", `{"n": 1, "given": []}`, 400, "given"},
		{"samples", `{"n": 1, "given": {"kind": null}}`, 400, "there are 3 levels: a, b, c"},
		{"samples", `{"n": 1, "given": {"kind": ["a"]}}`, 400, `"kind" has [a], want a number`},
		{"log_prob", `{"rows": []}`, 400, "at least one"},
		{"log_prob", `{"rows": [7]}`, 400, "object or a list"},
		{"log_prob", `{"rows": [{"x": 1, "y": 1, "kind": "a"}]}`, 400, `no column "z"`},
		{"log_prob", `{"rows": [{"x": 1, "y": 1, "z": 1, "kind": "a", "q": 1}]}`, 400, `no column "q"`},
		{"log_prob", `{"rows": [{"x": 1, "x": 1, "y": 1, "z": 1, "kind": "a"}]}`, 400, `"x" twice`},
		{"log_prob", `{"rows": [[1, 2, 3]]}`, 400, "3 values, want 4"},
		{"log_prob", `{"columns": ["x", "y"], "rows": [[1, 2]]}`, 400, "want all"},
		{"log_prob", `{"columns": ["x", "x", "y", "z"], "rows": [[1, 2]]}`, 400, "twice"},
		{"log_prob", `{"rows": [{"x": NaN, "y": 1, "z": 1, "kind": "a"}]}`, 400, "invalid character"},
		{"log_prob", `{"rows": [["NaN", 1, 1, "a"]]}`, 400, `column \"x\"`},
		{"log_prob", `{"rows": [["Infinity", 1, 1, "a"]]}`, 400, `column \"x\"`},
		{"log_prob", `{"rows": [[1e999, 1, 1, "a"]]}`, 400, `column \"x\"`},
		{"log_prob", `{"rows": [[true, 1, 1, "a"]]}`, 400, `column \"x\"`},
		{"log_prob", `{"rows": [[1, 1, 1, 4]]}`, 400, `column \"kind\"`},
		{"log_prob", `{"rows": [[null, 1, 1, "a"]]}`, 400, "which the model refuses"},
		{"log_prob?bound=perhaps", `{"rows": [` + good + `]}`, 400, "bound"},
		{"log_prob?seed=-1", `{"rows": [` + good + `]}`, 400, "seed"},
		{"log_prob?timeout=soon", `{"rows": [` + good + `]}`, 400, "timeout"},
		{"log_prob", `{"rows": [[1,1,1,"a"],[1,1,1,"a"],[1,1,1,"a"],[1,1,1,"a"]]}`, 413, "more than 3 rows"},
		{"log_prob", `{"rows": ["` + strings.Repeat("x", 500) + `"]}`, 413, "at most 400 bytes"},
		{"samples", `{"n": 0}`, 400, "n is 0"},
		{"samples", `{"n": 4}`, 400, "want 1 to 3"},
		{"samples", `{"n": 4e0}`, 400, "n is 4"},
		{"samples", `{"n": 2.5}`, 400, "2.5, want an integer"},
		{"samples", `{"n": 1, "seed": -1}`, 400, "-1, want an integer"},
		{"samples", `{"n": 1, "seed": 1e300}`, 400, "1e300, want an integer"},
		{"samples", `{"n": 1, "given": {"kind": "nothing"}}`, 400, "kind"},
		{"samples", `{"n": 1, "given": {"x": 1}}`, 400, "x"},
		{"samples", `{"n": 1, "given": {"kind": []}}`, 400, "want a number"},
	}
	for _, c := range cases {
		status, text := postJSON(t, url+"/v1/"+c.path, c.body)
		if says := strings.ReplaceAll(c.says, `"`, `\"`); status != c.status || !strings.Contains(text, c.says) && !strings.Contains(text, says) {
			t.Errorf("%s %.60s: %d %s, want %d and %q", c.path, c.body, status, text, c.status, c.says)
		}
	}
	if status, text := post(t, url+"/v1/log_prob", "text/csv", "", nil); status != 415 {
		t.Errorf("a CSV body: %d %s, want 415", status, text)
	}
	if status, text := post(t, url+"/v1/log_prob", "application/json", "text/html", []byte(`{"rows": [`+good+`]}`)); status != 406 {
		t.Errorf("HTML asked for: %d %s, want 406", status, text)
	}
	if _, err := serve.Handler(serve.Options{}); err == nil {
		t.Error("a service without a model: no error")
	}
}

const oneRow = `{"rows": [[1, 1, 1, "a"]]}`

// TestTimeouts: a request is answered by its deadline, whether the model takes longer or the body comes too slowly. A
// request beyond MaxRequests is refused.
func TestTimeouts(t *testing.T) {
	o := model(t)
	h := hold(o.Model)
	o.Model, o.MaxRequests = h, 1
	url := start(t, o).URL
	if status, text := postJSON(t, url+"/v1/log_prob?timeout=20ms", oneRow); status != http.StatusGatewayTimeout {
		t.Errorf("a model that does not come to an end: %d %s, want 504", status, text)
	}
	<-h.inside
	first := make(chan int)
	go func() {
		status, _ := postJSON(t, url+"/v1/log_prob", oneRow)
		first <- status
	}()
	<-h.inside
	if status, text := postJSON(t, url+"/v1/log_prob", oneRow); status != http.StatusServiceUnavailable {
		t.Errorf("a request beyond MaxRequests: %d %s, want 503", status, text)
	}
	close(h.release)
	if status := <-first; status != http.StatusOK {
		t.Errorf("the request before that: %d, want 200", status)
	}
	body, writer := io.Pipe()
	defer writer.Close()
	go func() { _, _ = io.WriteString(writer, `{"rows": [`) }()
	answer, err := http.Post(url+"/v1/log_prob?timeout=50ms", "application/json", body)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusRequestTimeout {
		t.Errorf("a body that does not come: %d, want 408", answer.StatusCode)
	}
}

// TestRowsAreReadWithinTheTime: rows of a body that has come are read no further when the time is over: reading them may take longer
// than the second in which the answer has to be written.
func TestRowsAreReadWithinTheTime(t *testing.T) {
	h := must[http.Handler](t)(serve.Handler(model(t)))
	body := `{"rows": [` + strings.Repeat(`[1, 1, 1, "a"],`, 1000) + `[1, 1, 1, 7]]}`
	for status, ctx := range map[int]context.Context{http.StatusBadRequest: t.Context(), http.StatusServiceUnavailable: cancelled(t)} {
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/v1/log_prob", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != status {
			t.Errorf("%d %s, want %d", w.Code, w.Body, status)
		}
	}
}

func cancelled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// TestCallersLeave: the request of a caller that leaves ends.
func TestCallersLeave(t *testing.T) {
	o := model(t)
	h := hold(o.Model)
	o.Model = h
	url := start(t, o).URL
	ctx, cancel := context.WithCancel(t.Context())
	r := must[*http.Request](t)(http.NewRequestWithContext(ctx, http.MethodPost, url+"/v1/log_prob", strings.NewReader(oneRow)))
	r.Header.Set("Content-Type", "application/json")
	go func() {
		<-h.inside
		cancel()
	}()
	if _, err := http.DefaultClient.Do(r); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	for counted := ""; !strings.Contains(counted, `density_requests_total{call="log_prob",status="503"} 1`); {
		answer := must[*http.Response](t)(http.Get(url + "/metrics"))
		counted = string(must[[]byte](t)(io.ReadAll(answer.Body)))
		answer.Body.Close()
	}
}

// run serves on a free port. It returns the address, a function that ends the service, and the channel of its error.
func run(t *testing.T, o serve.Options) (url string, end func(), ended chan error) {
	t.Helper()
	o.Listener = must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	ctx, cancel := context.WithCancel(t.Context())
	ended = make(chan error, 1)
	go func() { ended <- serve.Run(ctx, o) }()
	return fmt.Sprintf("http://%v", o.Listener.Addr()), cancel, ended
}

// TestBodiesThatNobodyReads: a request that is refused without its body is answered by the service's timeout, whether the
// body comes or not: it has no path here, another method, or a parameter that there is none of.
func TestBodiesThatNobodyReads(t *testing.T) {
	o := model(t)
	o.Timeout = 400 * time.Millisecond
	url, end, ended := run(t, o)
	wants := map[string]int{"POST /v1/nothing": 404, "PUT /v1/log_prob": 405, "POST /healthz": 405, "POST /v1/log_prob?bounds=true": 400}
	connections := map[string]net.Conn{}
	for line := range wants {
		c := must[net.Conn](t)(net.Dial("tcp", strings.TrimPrefix(url, "http://")))
		defer c.Close()
		must[int](t)(fmt.Fprintf(c, "%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n", line))
		connections[line] = c
	}
	for line, want := range wants {
		c := connections[line]
		if err := c.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil { // fails instead of hanging
			t.Fatal(err)
		}
		answer, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Errorf("%s: %v, want %d", line, err, want)
			continue
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%s: %d, want %d", line, answer.StatusCode, want)
		}
	}
	end()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestShutdownWhileSolving: a service that is told to end takes no further request and answers the requests under way.
// It gives up a request that does not end within Grace.
func TestShutdownWhileSolving(t *testing.T) {
	for name, grace := range map[string]time.Duration{"in time": time.Minute, "given up": 20 * time.Millisecond} {
		o := model(t)
		h := hold(o.Model)
		o.Model, o.Grace = h, grace
		url, end, ended := run(t, o)
		answered := make(chan error, 1)
		go func() {
			answer, err := http.Post(url+"/v1/log_prob", "application/json", strings.NewReader(oneRow))
			if err == nil {
				answer.Body.Close()
				if answer.StatusCode != http.StatusOK {
					err = errors.New(answer.Status)
				}
			}
			answered <- err
		}()
		<-h.inside
		end()
		if grace == time.Minute {
			for { // until nothing listens any more
				if _, err := http.Get(url + "/healthz"); err != nil {
					break
				}
			}
			close(h.release)
		}
		failed, closed := <-answered, <-ended
		if inTime := grace == time.Minute; (failed == nil) != inTime || (closed == nil) != inTime {
			t.Errorf("%s: the request ended with %v, the service with %v", name, failed, closed)
		}
	}
}
