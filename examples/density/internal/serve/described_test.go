// Health, metrics and descriptions.

package serve_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

func get(t *testing.T, url string) string {
	t.Helper()
	answer := must[*http.Response](t)(http.Get(url))
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("%s: %s", url, answer.Status)
	}
	return string(must[[]byte](t)(io.ReadAll(answer.Body)))
}

// TestOpenAPI: the description names the columns of the model. Every path that it names is served by the described method.
func TestOpenAPI(t *testing.T) {
	url := start(t, model(t)).URL
	var described struct {
		OpenAPI string
		Paths   map[string]map[string]any
	}
	text := get(t, url+"/openapi.json")
	if err := json.Unmarshal([]byte(text), &described); err != nil || !strings.HasPrefix(described.OpenAPI, "3.1") {
		t.Fatalf("%v: %s", err, text)
	}
	for _, column := range []string{`"x"`, `"y"`, `"z"`, `"kind"`} {
		if !strings.Contains(text, column) {
			t.Errorf("the description does not have the column %s", column)
		}
	}
	for path, methods := range described.Paths {
		for method := range methods {
			r := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), strings.ToUpper(method), url+path, nil))
			answer := must[*http.Response](t)(http.DefaultClient.Do(r))
			answer.Body.Close()
			if answer.StatusCode == http.StatusNotFound || answer.StatusCode == http.StatusMethodNotAllowed {
				t.Errorf("%s %s is described and answers %s", method, path, answer.Status)
			}
		}
	}
	if len(described.Paths) != 7 {
		t.Errorf("%d paths are described, want the 7 that are served", len(described.Paths))
	}
}

// TestMetrics: the metrics count requests and rows. Health and the description of the model are answered.
func TestMetrics(t *testing.T) {
	url := start(t, model(t)).URL
	postJSON(t, url+"/v1/log_prob", rowsJSON)
	postJSON(t, url+"/v1/log_prob", `{`)
	text := get(t, url+"/metrics")
	for _, line := range []string{`density_requests_total{call="log_prob",status="200"} 1`, `density_requests_total{call="log_prob",status="400"} 1`,
		`density_rows_total{call="log_prob"} 4`, `density_request_seconds_count{call="log_prob"} 2`, "density_requests_under_way 0", "go_goroutines"} {
		if !strings.Contains(text, line) {
			t.Errorf("no %q in\n%s", line, text)
		}
	}
	if get(t, url+"/healthz") != "ok\n" || get(t, url+"/readyz") != "ok\n" || !strings.Contains(get(t, url+"/v1/model"), `"kind": "category"`) {
		t.Error("want ok of healthz and readyz, and the columns of the model")
	}
}
