// The header, parsed token by token, since decoding into a map would lose repeated keys.

package safetensors

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// parseHeader returns the tensors without their data, in the order of the data, and the data's length.
func parseHeader(header []byte) (*File, int, error) {
	if len(header) == 0 || header[0] != '{' || !utf8.Valid(header) {
		return nil, 0, &FormatError{Part: "header", Want: "a JSON object in UTF-8 that starts with {"}
	}
	p := &headerParser{tokens: json.NewDecoder(bytes.NewReader(header)), file: &File{}, offsets: map[string][2]int{}}
	p.tokens.UseNumber()
	if err := p.parse(); err != nil {
		return nil, 0, err
	}
	size, err := layOut(p.file.Tensors, p.offsets)
	return p.file, size, err
}

type headerParser struct {
	tokens  *json.Decoder
	file    *File
	offsets map[string][2]int
}

func (p *headerParser) parse() error {
	if err := p.object("", "header", p.entry); err != nil {
		return err
	}
	if _, err := p.tokens.Token(); err != io.EOF {
		return &FormatError{Part: "header", Want: "nothing but spaces after the object", Cause: err}
	}
	return nil
}

// entry parses the value of a name in the outermost object.
func (p *headerParser) entry(name string) error {
	if name == metadataName {
		return p.metadata()
	}
	t, has := Tensor{Name: name}, map[string]bool{}
	err := p.object(name, "entry", func(key string) error {
		has[key] = true
		return p.part(&t, key)
	})
	if err != nil {
		return err
	}
	if len(has) != 3 {
		return &FormatError{Tensor: name, Part: "entry", Value: fmt.Sprintf("of %d keys", len(has)), Want: "dtype, shape and data_offsets"}
	}
	p.file.Tensors = append(p.file.Tensors, t)
	return nil
}

func (p *headerParser) metadata() error {
	p.file.Metadata = map[string]string{}
	return p.object("", metadataName, func(key string) error {
		value, err := p.text("", metadataName)
		p.file.Metadata[key] = value
		return err
	})
}

// part parses one of the three values of an entry.
func (p *headerParser) part(t *Tensor, key string) (err error) {
	switch key {
	case "dtype":
		var name string
		name, err = p.text(t.Name, key)
		t.Dtype = Dtype(name)
	case "shape":
		t.Shape, err = p.numbers(t.Name, key)
	case "data_offsets":
		var at []int
		if at, err = p.numbers(t.Name, key); err == nil && len(at) != 2 {
			err = &FormatError{Tensor: t.Name, Part: key, Value: at, Want: "two numbers"}
		}
		if err == nil {
			p.offsets[t.Name] = [2]int(at)
		}
	default:
		err = &FormatError{Tensor: t.Name, Part: "key", Value: strconv.Quote(key), Want: "dtype, shape or data_offsets"}
	}
	return err
}

// object parses an object; value is called for each key and has to parse its value.
func (p *headerParser) object(tensor, part string, value func(key string) error) error {
	if err := p.delimiter(tensor, part, '{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for p.tokens.More() {
		key, err := p.text(tensor, part)
		if err != nil {
			return err
		}
		if seen[key] {
			return &FormatError{Tensor: tensor, Part: part, Value: fmt.Sprintf("with %.200q twice", key), Want: "each key once"}
		}
		seen[key] = true
		if err := value(key); err != nil {
			return err
		}
	}
	return p.delimiter(tensor, part, '}')
}

// numbers parses an array of numbers that are not negative.
func (p *headerParser) numbers(tensor, part string) ([]int, error) {
	if err := p.delimiter(tensor, part, '['); err != nil {
		return nil, err
	}
	list := []int{}
	for p.tokens.More() {
		token, err := p.tokens.Token()
		if err != nil {
			return nil, &FormatError{Tensor: tensor, Part: part, Cause: err}
		}
		number, _ := token.(json.Number)
		n, err := strconv.ParseUint(number.String(), 10, strconv.IntSize-1)
		if err != nil {
			return nil, &FormatError{Tensor: tensor, Part: part, Value: token, Want: fmt.Sprintf("whole numbers from 0 to 2^%d-1", strconv.IntSize-1)}
		}
		list = append(list, int(n))
	}
	return list, p.delimiter(tensor, part, ']')
}

func (p *headerParser) text(tensor, part string) (string, error) {
	token, err := p.tokens.Token()
	text, ok := token.(string)
	if err != nil || !ok {
		return "", &FormatError{Tensor: tensor, Part: part, Value: token, Want: "a string", Cause: err}
	}
	return text, nil
}

func (p *headerParser) delimiter(tensor, part string, want json.Delim) error {
	token, err := p.tokens.Token()
	if err != nil || token != want {
		return &FormatError{Tensor: tensor, Part: part, Value: token, Want: want.String(), Cause: err}
	}
	return nil
}
