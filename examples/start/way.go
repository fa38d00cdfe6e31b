// The ways to train.

package main

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/pkg/errors"
)

// A way is parts that are joined by +.
type way struct {
	name  string
	parts []part
}

// part is a name with its number; 0 for those that have none.
type part struct {
	name  string
	value float64
}

// flags are the names of the flags that have an effect on a way. The last of its parts that start a training says the rate
// of what follows.
func (w *way) flags() (names []string) {
	last := []string{"alone", "rate"}
	for _, p := range w.parts {
		switch p.name {
		case "matching", "transport":
			names, last = append(names, "first", "width", "lead"), []string{"then", "after"}
		case "mixture":
			last = []string{"then", "over"}
		}
	}
	return append(names, last...)
}

// parts says which parts there are, and of which number each is; "" for none.
var parts = map[string]string{"alone": "", "matching": "", "transport": "", "kinetic": "WEIGHT", "total": "WEIGHT", "mixture": "COMPONENTS"}

func parseWay(text string) (*way, error) {
	w := &way{name: text}
	for one := range strings.SplitSeq(text, "+") {
		name, number, numbered := strings.Cut(one, "=")
		kind, known := parts[name]
		if !known {
			return nil, errors.Errorf("no way is called %q, want some of %s joined by +", name, strings.Join(slices.Sorted(maps.Keys(parts)), ", "))
		}
		if kind == "" && numbered {
			return nil, errors.Errorf("%s, want %s without a number", one, name)
		}
		value, err := strconv.ParseFloat(number, 64)
		if kind != "" && (err != nil || !(value > 0) || math.IsInf(value, 1)) || kind == "COMPONENTS" && (value != math.Trunc(value) || value > mixtureRows) {
			return nil, errors.Errorf("%q, want %s=%s with a number above 0, of components a whole one of at most %d", one, name, kind, mixtureRows)
		}
		w.parts = append(w.parts, part{name, value})
	}
	return w, nil
}
