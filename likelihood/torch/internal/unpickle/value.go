// The values that pickles are made of (nil, bool, int64, *big.Int beyond it, float64, string, []byte, and those below), and
// the host, who knows the rest.

package unpickle

// Tuple is a tuple.
type Tuple []any

// List is a list.
type List struct{ Items []any }

// Dict is a dictionary in the order in which it was filled.
type Dict struct {
	Keys, Values []any
	index        map[string]int // of the keys that are strings
}

// Get finds what stands under a key.
func (d *Dict) Get(key string) (any, bool) {
	i, ok := d.index[key]
	if !ok {
		return nil, false
	}
	return d.Values[i], true
}

// set appends; false where the key, a string, is there.
func (d *Dict) set(key, value any) bool {
	if name, ok := key.(string); ok {
		if _, there := d.index[name]; there {
			return false
		}
		if d.index == nil {
			d.index = map[string]int{}
		}
		d.index[name] = len(d.Keys)
	}
	d.Keys, d.Values = append(d.Keys, key), append(d.Values, value)
	return true
}

// Host is who knows what a pickle asks for by name.
type Host interface {
	// Global finds what the pickle calls module.name.
	Global(module, name string) (any, error)
	// Call applies what Global has given, or makes an object of it.
	Call(f any, args Tuple) (any, error)
	// Build sets the attributes of an object.
	Build(object, state any) error
	// Persistent finds what is stored outside the pickle.
	Persistent(id any) (any, error)
}
