// The service's description of itself: the model's columns and the OpenAPI description.

package serve

import (
	"encoding/json"
	"net/http"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// object is a JSON object.
type object = map[string]any

// model answers with the columns and the unit.
func (h *handler) model(w http.ResponseWriter, _ *http.Request) {
	var columns []object
	for _, c := range h.Card.Schema.Columns {
		columns = append(columns, object{"name": c.Name, "type": c.Type, "kind": c.Kind, "role": c.Role, "missing": c.Missing, "levels": c.Levels})
	}
	fit := &h.Card.Fit
	h.answerJSON(w, object{"columns": columns, "data": fit.Data, "unit": fit.Unit, "rows_trained_on": fit.Used, "held_out": fit.HeldOut,
		"max_rows": h.MaxRows, "max_bytes": h.MaxBytes, "timeout": h.Timeout.String()})
}

func (h *handler) openAPI(w http.ResponseWriter, _ *http.Request) {
	h.answerJSON(w, h.description())
}

func (h *handler) answerJSON(w http.ResponseWriter, v any) {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		h.answerError(w, http.StatusInternalServerError, err)
		return
	}
	answer(w, jsonType, http.StatusOK, append(text, '\n'))
}

// description is the OpenAPI description, with this model's columns.
func (h *handler) description() object {
	row := h.rowSchema()
	number := object{"description": "null: no value; \"-Infinity\": the row cannot be", "oneOf": []object{{"type": "number"}, {"type": "null"}, {"enum": []string{"Infinity", "-Infinity"}}}}
	numbers := object{"type": "array", "items": number}
	rows := object{"type": "object", "required": []string{"rows"}, "additionalProperties": false, "properties": object{
		"columns": object{"type": "array", "items": object{"type": "string"}, "description": "the order of the values in rows that are lists; without it that of the model"},
		"rows":    object{"type": "array", "minItems": 1, "maxItems": h.MaxRows, "items": object{"oneOf": []object{row, {"type": "array"}}}}}}
	scores := object{"type": "object", "required": []string{"log_p", "unit"}, "properties": object{"log_p": numbers, "bound": numbers, "rank": numbers,
		"flags": object{"type": "array", "items": object{"type": []string{"string", "null"}}}, "unit": object{"type": "string"}}}
	asked := object{"type": "object", "additionalProperties": false, "properties": object{"n": object{"type": "integer", "minimum": 1, "maximum": h.MaxRows, "default": 1},
		"seed": object{"type": "integer", "minimum": 0}, "given": object{"type": "object", "description": "values of the columns that are conditions or classes, null where one is missing; classes without one are drawn"}}}
	drawn := object{"type": "object", "properties": object{"columns": object{"type": "array", "items": object{"type": "string"}}, "rows": object{"type": "array", "items": object{"type": "array"}}}}
	timeout := parameter("timeout", "string", "less time than the service gives, such as 50ms")
	logProb := operation("log p of rows, in nats, in the data's own units", body(rows, true), body(scores, true), timeout,
		parameter("bound", "boolean", "bounds of the error of log p too, for three to four times the time"), parameter("seed", "integer", "of the noise in the cells of rounded values"))
	samples := operation("rows drawn from the model", body(asked, false), body(drawn, true), timeout)
	return object{"openapi": "3.1.0", "info": object{"title": "A density", "version": "1", "description": h.Card.Fit.Data}, "paths": object{
		"/v1/log_prob": object{"post": logProb}, "/v1/samples": object{"post": samples},
		"/v1/model": get("what the model is a density of", jsonType), "/openapi.json": get("this description", jsonType),
		"/healthz": get("whether the service is alive", "text/plain"), "/readyz": get("whether it takes requests", "text/plain"), "/metrics": get("metrics for Prometheus", "text/plain")}}
}

// rowSchema is the schema of a row that is an object.
func (h *handler) rowSchema() object {
	properties, names := object{}, []string{}
	for _, f := range h.fields {
		kind := "number"
		switch f.Type {
		case table.Text, table.Date:
			kind = "string"
		case table.Bool:
			kind = "boolean"
		}
		properties[f.Name] = object{"type": []string{kind, "null"}}
		names = append(names, f.Name)
	}
	return object{"type": "object", "required": names, "additionalProperties": false, "properties": properties}
}

// body describes a body as JSON, and as an Arrow stream if arrow is set.
func body(s object, arrow bool) object {
	content := object{jsonType: object{"schema": s}}
	if arrow {
		content[arrowType] = object{"schema": object{"type": "string", "format": "binary"}}
	}
	return content
}

func parameter(name, kind, what string) object {
	return object{"name": name, "in": "query", "description": what, "schema": object{"type": kind}}
}

func operation(summary string, in, out object, parameters ...object) object {
	failed := object{"description": "{\"error\": …}: what is wrong, and what would be right", "content": object{jsonType: object{"schema": object{"type": "object", "properties": object{"error": object{"type": "string"}}}}}}
	responses := object{"200": object{"description": "as asked", "content": out}}
	for _, status := range []string{"400", "406", "408", "413", "415", "503", "504"} {
		responses[status] = failed
	}
	return object{"summary": summary, "parameters": parameters, "requestBody": object{"required": true, "content": in}, "responses": responses}
}

func get(summary, contentType string) object {
	return object{"get": object{"summary": summary, "responses": object{"200": object{"description": "as asked", "content": object{contentType: object{}}}}}}
}
