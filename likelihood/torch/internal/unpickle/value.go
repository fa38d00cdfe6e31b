// The values in pickles (nil, bool, int64, larger *big.Int, float64, string, []byte, and the types below), and the host,
// which handles all others.

package unpickle

// Tuple is a tuple.
type Tuple []any

// List is a list.
type List struct{ Items []any }

// Dict is a dictionary in the order of insertion.
type Dict struct {
	Keys, Values []any
	index        map[string]int // of the keys that are strings
}

// Get returns the value of a key.
func (d *Dict) Get(key string) (any, bool) {
	i, ok := d.index[key]
	if !ok {
		return nil, false
	}
	return d.Values[i], true
}

// set appends an item; false if the key, a string, exists.
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

// Host handles the names that a pickle refers to.
type Host interface {
	// Global returns the object with the name module.name.
	Global(module, name string) (any, error)
	// Call calls a result of Global, or makes an object of it.
	Call(f any, args Tuple) (any, error)
	// Build sets the attributes of an object.
	Build(object, state any) error
	// Persistent returns an object that is stored outside the pickle.
	Persistent(id any) (any, error)
}
