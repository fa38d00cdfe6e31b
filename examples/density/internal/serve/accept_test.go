// The type of an answer, by what a request accepts.

package serve_test

import (
	"bytes"
	"encoding/json"
	"testing"
)

// TestAccept: the answer has the type that Accept prefers, by qualities and in any case; none is refused.
func TestAccept(t *testing.T) {
	const asArrow = "application/vnd.apache.arrow.stream"
	url := start(t, model(t)).URL + "/v1/log_prob"
	for accept, want := range map[string]string{
		"": "json", "*/*": "json", "application/*": "json", "text/html, */*;q=0.1": "json", "Application/JSON": "json", "application/json; q": "json",
		asArrow: "arrow", "application/json, " + asArrow: "arrow", asArrow + ", */*": "arrow", "application/json;q=0.5, " + asArrow + ";q=0.6": "arrow", "application/json;q=0, */*": "arrow",
		asArrow + ";q=0.1, application/json": "json", asArrow + ";q=0, */*": "json", asArrow + ";q=0.5, application/*": "json",
		"text/html": "none", "text/*": "none", "application/json;q=0": "none", "application/json-patch+json": "none", asArrow + ";q=0, text/html": "none",
	} {
		status, answer := post(t, url, "application/json", accept, []byte(rowsJSON))
		got := "none"
		switch {
		case status == 200 && json.Valid(answer):
			got = "json"
		case status == 200 && bytes.HasPrefix(answer, []byte{255, 255, 255, 255}):
			got = "arrow"
		case status != 406:
			t.Errorf("%q: %d %s", accept, status, answer)
		}
		if got != want {
			t.Errorf("%q: %s, want %s", accept, got, want)
		}
	}
}
