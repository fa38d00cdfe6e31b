// The arguments of FFJORD's programs, in a checkpoint or in the metadata of a safetensors file.

package torch

import "strconv"

// argument returns an argument; nil if there is none. Metadata are texts, of numbers and truth values too, as Python
// prints them.
func argument(args map[string]any, name string) any {
	text, ok := args[name].(string)
	if !ok {
		return args[name]
	}
	if value, ok := map[string]any{"None": nil, "": nil, "True": true, "true": true, "False": false, "false": false}[text]; ok {
		return value
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	if v, err := strconv.ParseFloat(text, 64); err == nil {
		return v
	}
	return text
}

// isTrue says whether an argument is true in Python.
func isTrue(args map[string]any, name string) bool {
	v := argument(args, name)
	return v != nil && v != false && v != int64(0) && v != 0.0
}
