// JSON objects that are read strictly.

package serve

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// readObject reads a body of one object, whose fields may stand in any order. encoding/json would take the last one of two
// fields of one name, and names in any case, so that a part of a request would have no effect, without a word.
func readObject(body io.Reader, fields map[string]func(*json.Decoder) error) error {
	d := json.NewDecoder(body)
	d.UseNumber()
	seen := map[string]bool{}
	err := eachField(d, func(name string) error {
		read, known := fields[name]
		switch {
		case !known:
			return refuse(http.StatusBadRequest, "body: no field %q; want of %q", name, slices.Sorted(maps.Keys(fields)))
		case seen[name]:
			return refuse(http.StatusBadRequest, "body: %q stands twice", name)
		}
		seen[name] = true
		return errors.WithMessage(read(d), name)
	})
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return refuse(http.StatusBadRequest, "body: it ends before its JSON object does; want one with %q", slices.Sorted(maps.Keys(fields)))
	case err != nil:
		return badBody(err)
	}
	if _, err := d.Token(); err == io.EOF {
		return nil
	}
	return refuse(http.StatusBadRequest, "body: something follows the JSON value")
}

// shown is a value as JSON has it, whose null Go calls <nil>.
func shown(v any) string {
	if v == nil {
		return "null"
	}
	return fmt.Sprint(v)
}

// integer reads an integer of at least 0, or a negative one for a type that has them. As any number of JSON it may be
// written as 1e3.
func integer[T int | uint64](d *json.Decoder, v *T) error {
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return err
	}
	if json.Unmarshal(raw, v) == nil {
		return nil
	}
	x, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || x < 0 || x > table.MaxInteger || float64(T(x)) != x {
		return errors.Errorf("%s, want an integer of at least 0", raw)
	}
	*v = T(x)
	return nil
}

// eachField calls read before each value of an object, which read takes from the decoder.
func eachField(d *json.Decoder, read func(name string) error) error {
	switch token, err := d.Token(); {
	case err != nil:
		return err
	case token != json.Delim('{'):
		return errors.Errorf("%s, want an object", shown(token))
	}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string) // the decoder takes no other names
		if err := read(name); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}
