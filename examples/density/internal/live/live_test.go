// The page of a training: what it keeps, what it answers and to whom.

package live

import (
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train"
	"github.com/pkg/errors"
)

// TestSeriesOfAnyLength: a series keeps evenly spaced rows, always the last row, and never more than mostPoints rows.
func TestSeriesOfAnyLength(t *testing.T) {
	s := &series{}
	for i := 1; i <= 20*mostPoints+3; i++ {
		s.add(float64(i), float64(-i))
		x := s.columns[0]
		if n := len(x); n > mostPoints || x[n-1] != float64(i) || s.columns[1][n-1] != float64(-i) {
			t.Fatalf("after %d rows: %d kept, the last is %g", i, n, x[n-1])
		}
	}
	x := s.columns[0]
	if len(x) < mostPoints/2 {
		t.Errorf("%d rows kept, want %d or more", len(x), mostPoints/2)
	}
	for i := 2; i < len(x)-1; i++ {
		if x[i]-x[i-1] != x[1]-x[0] {
			t.Fatalf("rows %g, %g and %g: not evenly apart", x[i-2], x[i-1], x[i])
		}
	}
}

// get requests a path of a page under a host name.
func get(t *testing.T, h http.Handler, host, path string) (code int, body string) {
	t.Helper()
	r := httptest.NewRequest("GET", "http://"+host+path, nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// TestStateSaysWhatWasRecorded: the state has the records of the training, shifted to the unit of the data. Numbers
// that JSON does not have are null.
func TestStateSaysWhatWasRecorded(t *testing.T) {
	p := New(Options{Name: "rows.csv", Unit: "nats", Iterations: 9, Shift: -2})
	nan := math.NaN()
	for i, r := range []train.Record{
		{Loss: 5, Evaluations: 20, Rate: 0.1, Score: train.Score{Mean: nan}},
		{Loss: 4, Evaluations: 21, Rate: 0.2, Score: train.Score{Mean: -3.5, Error: 0.25}, Best: true},
		{Loss: math.Inf(1), Evaluations: 22, Rate: 0.3, Score: train.Score{Mean: -3.75, Error: nan}},
	} {
		r.Iteration, r.Epoch = i+1, 1
		if err := p.Record(&r); err != nil {
			t.Fatal(err)
		}
	}
	p.Show([]byte("picture"))
	h := p.handler(true)
	code, body := get(t, h, "127.0.0.1:8080", "/state.json")
	var s struct {
		Iteration, Iterations, Picture int
		Status                         string
		Loss                           *float64
		Curve                          struct{ Loss, Evaluations, Rate []*float64 }
		Scores                         struct {
			Loss, Error         []*float64
			Best, BestIteration float64
		}
	}
	if err := json.Unmarshal([]byte(body), &s); err != nil || code != http.StatusOK {
		t.Fatalf("%d, %v: %s", code, err, body)
	}
	if s.Iteration != 3 || s.Iterations != 9 || s.Picture != 1 || s.Status != "training" || s.Loss != nil || *s.Curve.Loss[1] != 6 || s.Curve.Loss[2] != nil ||
		*s.Curve.Evaluations[2] != 22 || *s.Curve.Rate[0] != 0.1 || *s.Scores.Loss[1] != 5.75 || s.Scores.Error[1] != nil || s.Scores.Best != 5.5 || s.Scores.BestIteration != 2 {
		t.Errorf("got %s", body)
	}
	if code, body := get(t, h, "localhost:8080", "/picture.png?n=1"); code != http.StatusOK || body != "picture" {
		t.Errorf("%d: %q", code, body)
	}
}

// TestThisMachineAlone: a page for this machine refuses requests under other host names, so that pages of other sites
// cannot have a browser read it. An address without a host listens on this machine only.
func TestThisMachineAlone(t *testing.T) {
	h := New(Options{}).handler(true)
	for host, want := range map[string]int{"localhost:1": 200, "127.0.0.1": 200, "[::1]:80": 200, "evil.example:80": 403, "127.0.0.1.evil.example": 403, "10.0.0.1": 403} {
		if code, _ := get(t, h, host, "/"); code != want {
			t.Errorf("%s: %d, want %d", host, code, want)
		}
	}
	if code, _ := get(t, New(Options{}).handler(false), "10.0.0.1:80", "/"); code != 200 {
		t.Errorf("a page for all: %d, want 200", code)
	}
	l, err := Listen(":0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if a := l.Addr().(*net.TCPAddr); !a.IP.IsLoopback() {
		t.Errorf("listens at %v, want an address of this machine only", a)
	}
	for _, bad := range []string{"8080", "nowhere:x", l.Addr().String()} {
		if _, err := Listen(bad); err == nil || !strings.Contains(err.Error(), "-http") {
			t.Errorf("%q: %v, want an error that names -http", bad, err)
		}
	}
}

// TestNothingFromOutside: the files of the page have no address but the name of SVG, and the policy of the page allows
// none.
func TestNothingFromOutside(t *testing.T) {
	address := regexp.MustCompile(`(?i)[a-z]+://[^"'\s]+|url\(|@import`)
	err := fs.WalkDir(web, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := web.ReadFile(path)
		for _, found := range address.FindAllString(string(text), -1) {
			if found != "http://www.w3.org/2000/svg" {
				t.Errorf("%s: %s", path, found)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	New(Options{}).handler(true).ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/", nil))
	if got := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(got, "default-src 'none';") {
		t.Errorf("policy %q, want default-src 'none'", got)
	}
}

// until waits for a condition that other goroutines bring about.
func until(t *testing.T, done func() bool) {
	t.Helper()
	for range 60000 {
		if done() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("the condition does not come about within a minute")
}

// TestDrawsForBrowsersOnly: a picture is drawn only after a browser has asked for the state. An error and a panic of
// the drawing are shown, and do not end the page.
func TestDrawsForBrowsersOnly(t *testing.T) {
	var drawn atomic.Int64
	var works atomic.Bool
	p := New(Options{Draw: func(context.Context) (*Drawing, error) {
		drawn.Add(1)
		switch {
		case works.Load():
			return &Drawing{PNG: []byte("picture"), Step: 0.25}, nil
		case drawn.Load() == 1:
			panic("no paper")
		}
		return nil, errors.New("no ink")
	}})
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Serve(ctx, l) }()
	record := func(i int) {
		if err := p.Record(&train.Record{Iteration: i, Score: train.Score{Mean: -1}}); err != nil {
			t.Error(err)
		}
	}
	record(1)
	until(t, func() bool { return len(p.scored) == 0 }) // the painter has looked
	ask := func() string {
		answer, err := http.Get("http://" + l.Addr().String() + "/state.json")
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if drawn.Load() > 0 {
		t.Error("a picture was drawn before a browser came")
	}
	until(t, func() bool { return strings.Contains(ask(), "no paper") })
	until(t, func() bool {
		record(2)
		return strings.Contains(ask(), `"trouble":"no ink"`)
	})
	works.Store(true)
	until(t, func() bool {
		record(2)
		return strings.Contains(ask(), `"step":[0.25`)
	})
	if text := ask(); strings.Contains(text, "no ink") || strings.Contains(text, `"picture":0`) {
		t.Error(text)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
