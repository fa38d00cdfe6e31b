// Pickles: the values that Python has put in, and pickles that are refused.

package unpickle_test

import (
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/torch/internal/unpickle"
	"github.com/pkg/errors"
)

// stub is a machine that refuses all names, calls and states.
type stub struct{}

func (stub) Global(module, name string) (any, error) {
	return nil, errors.Errorf("global %s.%s", module, name)
}
func (stub) Call(any, unpickle.Tuple) (any, error) { return nil, errors.New("call") }
func (stub) Build(any, any) error                  { return errors.New("build") }
func (stub) Persistent(any) (any, error)           { return nil, errors.New("persistent") }

// TestValues has the pickles that CPython makes of the values in the comments.
func TestValues(t *testing.T) {
	magic, _ := new(big.Int).SetString("1950a86a20f9469cfc6c", 16)
	for _, c := range []struct {
		pickle string
		want   any
	}{
		{"\x80\x02N.", nil},                                                  // None
		{"\x80\x02\x88.", true},                                              // True
		{"\x80\x02K\xff.", int64(255)},                                       // 255
		{"\x80\x02M\x00\x01.", int64(256)},                                   // 256
		{"\x80\x02J\xff\xff\xff\xff.", int64(-1)},                            // -1
		{"\x80\x02\x8a\x05\x00\x00\x00\x00\x80.", int64(-1 << 39)},           // -2**39
		{"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", magic}, // torch's magic number
		{"\x80\x02\x8a\x00.", int64(0)},
		{"\x80\x02G\x3f\xf8\x00\x00\x00\x00\x00\x00.", 1.5}, // 1.5
		{"\x80\x02X\x02\x00\x00\x00\xc3\xa9q\x00.", "é"},    // "é"
		{"\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00\x8c\x01a\x94.", "a"},
		{"\x80\x04C\x02\x00\xff\x94.", []byte{0, 255}},
		{"\x80\x02K\x01K\x02K\x03\x87q\x00.", unpickle.Tuple{int64(1), int64(2), int64(3)}},
		{"\x80\x02(K\x01K\x02K\x03K\x04tq\x00.", unpickle.Tuple{int64(1), int64(2), int64(3), int64(4)}},
		{"\x80\x02).", unpickle.Tuple(nil)},
		{"\x80\x02]q\x00(K\x01]q\x01e.", &unpickle.List{[]any{int64(1), &unpickle.List{}}}}, // [1, []]
	} {
		got, n, err := unpickle.Load([]byte(c.pickle+"rest"), stub{})
		if err != nil || n != len(c.pickle) || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: %#v of %d bytes, %v, want %#v", c.pickle, got, n, err, c.want)
		}
	}
}

func TestDict(t *testing.T) {
	got, _, err := unpickle.Load([]byte("\x80\x02}q\x00(X\x01\x00\x00\x00aq\x01K\x01K\x02h\x01u."), stub{}) // {"a": 1, 2: "a"}
	if err != nil {
		t.Fatal(err)
	}
	d := got.(*unpickle.Dict)
	if v, ok := d.Get("a"); !ok || v != int64(1) || !reflect.DeepEqual(d.Keys, []any{"a", int64(2)}) || !reflect.DeepEqual(d.Values, []any{int64(1), "a"}) {
		t.Errorf("got %+v", d)
	}
	if _, ok := d.Get("b"); ok {
		t.Error("b is found")
	}
}

func TestPicklesThatAreRefused(t *testing.T) {
	for pickle, says := range map[string]string{
		"":                                      "cut short",
		"\x80":                                  "1 bytes are asked for",
		".":                                     "0 values",
		"NN.":                                   "2 values",
		"(.":                                    "0 values",
		"(N.":                                   "1 values",
		"I1\n.":                                 "protocols 2 to 5",
		"cos\nsystem\n.":                        "global os.system",
		"cos":                                   "a name without an end",
		"\x8c\x02os\x8c\x06system\x93.":         "global os.system",
		"K\x01\x8c\x06system\x93.":              "two texts",
		"NN\x93.":                               "two texts",
		"X\xff\xff\xff\x7fa.":                   "are left",
		"\x8e\x00\x00\x00\x40\x00\x00\x00\x00.": "are left",
		"\x8e\x00\x00\x00\x00\x00\x00\x00@.":    "4611686018427387904",
		"\x8e" + strings.Repeat("\xff", 8):      "a length of",
		"\x8b\x00\x02\x00\x00" + strings.Repeat("\x01", 512): "an integer of 512 bytes",
		"X\x01\x00\x00\x00\xff.":                             "not UTF-8",
		"h\x00.":                                             "remembered",
		"q\x00.":                                             "too short",
		"0.":                                                 "too short",
		"N(0.":                                               "too short",
		"N(s.":                                               "too short",
		"1.":                                                 "no mark",
		"t.":                                                 "no mark",
		"](a.":                                               "too short",
		"Na.":                                                "too short",
		"NNa.":                                               "want a list",
		"}(Nu.":                                              "1 keys and values",
		"](NNu.":                                             "want pairs",
		"(NNu.":                                              "too short",
		"}(X\x01\x00\x00\x00aNX\x01\x00\x00\x00aNu.": "there twice",
		"NNR.": "want a tuple",
		"N)R.": "call",
		"NNb.": "build",
		"NQ.":  "persistent",
	} {
		v, _, err := unpickle.Load([]byte(pickle), stub{})
		var own *unpickle.Error
		if !errors.As(err, &own) || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, %v, want an *Error that says %q", pickle, v, err, says)
		}
	}
}

// TestCircles: a list that holds itself is a value like any other.
func TestCircles(t *testing.T) {
	got, _, err := unpickle.Load([]byte("]q\x00h\x00a."), stub{})
	if err != nil {
		t.Fatal(err)
	}
	if l := got.(*unpickle.List); l.Items[0] != any(l) {
		t.Error("the list does not hold itself")
	}
}

func TestFloats(t *testing.T) {
	got, _, err := unpickle.Load([]byte("G\x7f\xf0\x00\x00\x00\x00\x00\x00."), stub{})
	if err != nil || !math.IsInf(got.(float64), 1) {
		t.Errorf("%v, error %v, want +Inf", got, err)
	}
}

// forgiving is a machine that accepts everything, so that a fuzzer gets past names.
type forgiving struct{}

func (forgiving) Global(module, name string) (any, error) { return fmt.Sprint(module, name), nil }
func (forgiving) Call(any, unpickle.Tuple) (any, error)   { return &unpickle.Dict{}, nil }
func (forgiving) Build(any, any) error                    { return nil }
func (forgiving) Persistent(any) (any, error)             { return nil, nil }

func FuzzLoad(f *testing.F) {
	f.Add([]byte("\x80\x02}q\x00(X\x01\x00\x00\x00aq\x01K\x01K\x02h\x01u."))
	f.Add([]byte("\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00\x8c\x01a\x94\x8c\x01b\x93)\x81}b."))
	f.Add([]byte("(K\x01K\x02tq\x00Q]h\x00a."))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, n, err := unpickle.Load(data, forgiving{})
		if err == nil && (n < 1 || n > len(data)) {
			t.Fatalf("%d of %d bytes", n, len(data))
		}
	})
}
