// The counts of a load.

package load_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/load"
)

// TestRun: every answer is counted once, late answers by themselves. Any other failure ends the load.
func TestRun(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch n := asked.Add(1); {
		case strings.Contains(string(body), "bad"):
			w.WriteHeader(http.StatusBadRequest)
		case n%3 == 0 && r.URL.Query().Get("timeout") == "50ms":
			w.WriteHeader(http.StatusGatewayTimeout)
		}
	}))
	defer server.Close()
	s := &load.Settings{URL: server.URL, Clients: 4, Duration: 50 * time.Millisecond, Timeout: 50 * time.Millisecond, Body: func(int, int) []byte { return []byte("good") }}
	r, err := load.Run(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if n := int(asked.Load()); r.Requests+r.Late != n || r.Late != n/3 {
		t.Errorf("%d requests and %d late, want %d together and %d late", r.Requests, r.Late, n, n/3)
	}
	if r.P50 > r.P99 || r.P99 > r.Longest || r.Longest > time.Minute {
		t.Errorf("quantiles %v, want them in order and below a minute", r)
	}
	s.Body = func(client, request int) []byte {
		if client == 2 && request == 3 {
			return []byte("bad")
		}
		return []byte("good")
	}
	if _, err := load.Run(t.Context(), s); err == nil || !strings.Contains(err.Error(), "400") {
		t.Errorf("a bad request gives %v, want an error with its status 400", err)
	}
}
