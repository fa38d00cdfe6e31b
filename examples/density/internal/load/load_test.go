// What a load counts.

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

// Every answer is counted once, late ones by themselves, and any other failure ends the load.
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
		t.Errorf("%d requests and %d late, of %d", r.Requests, r.Late, n)
	}
	if r.P50 > r.P99 || r.P99 > r.Longest || r.Longest > time.Minute {
		t.Errorf("quantiles %v", r)
	}
	s.Body = func(client, request int) []byte {
		if client == 2 && request == 3 {
			return []byte("bad")
		}
		return []byte("good")
	}
	if _, err := load.Run(t.Context(), s); err == nil || !strings.Contains(err.Error(), "400") {
		t.Errorf("a bad request among them gives %v", err)
	}
}
