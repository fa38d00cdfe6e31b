// JSON objects that are read strictly.

package serve

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"

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
	if err != nil {
		return badBody(err)
	}
	if _, err := d.Token(); err == io.EOF {
		return nil
	}
	return refuse(http.StatusBadRequest, "body: something follows the JSON value")
}

// eachField calls read before each value of an object, which read takes from the decoder.
func eachField(d *json.Decoder, read func(name string) error) error {
	switch token, err := d.Token(); {
	case err != nil:
		return err
	case token != json.Delim('{'):
		return errors.Errorf("%v, want an object", token)
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
