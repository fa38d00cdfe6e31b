// The type of an answer, by what a request accepts.

package serve

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// outputType is the type of the answer: the one that Accept prefers, and otherwise Arrow if Accept names it, JSON if not.
func outputType(r *http.Request) (string, error) {
	accept := strings.Join(r.Header.Values("Accept"), ",")
	if accept == "" {
		return jsonType, nil
	}
	qualities := accepted(accept)
	asJSON, asArrow := quality(qualities, jsonType), quality(qualities, arrowType)
	_, named := qualities[arrowType]
	switch {
	case asArrow > asJSON || named && asArrow > 0 && asArrow == asJSON:
		return arrowType, nil
	case asJSON > 0:
		return jsonType, nil
	}
	return "", refuse(http.StatusNotAcceptable, "Accept is %q, want %s or %s", accept, jsonType, arrowType)
}

// accepted are the types and ranges of types that Accept has, with their qualities from 0 to 1 (RFC 9110, 12.5.1).
func accepted(accept string) map[string]float64 {
	qualities := map[string]float64{}
	for one := range strings.SplitSeq(accept, ",") {
		kind, parameters, _ := mime.ParseMediaType(one) // "" for what is no type
		q := 1.0
		if v, err := strconv.ParseFloat(parameters["q"], 64); err == nil {
			q = v
		}
		qualities[kind] = q
	}
	return qualities
}

// quality is that of a type of application: its own, or that of the narrowest range; 0 if it is not accepted.
func quality(qualities map[string]float64, kind string) float64 {
	for _, of := range []string{kind, "application/*", "*/*"} {
		if q, ok := qualities[of]; ok {
			return q
		}
	}
	return 0
}
