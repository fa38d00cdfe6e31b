// The opcodes that call the host: for globals, calls, attributes and objects outside of the pickle.

package unpickle

import (
	"bytes"

	"github.com/pkg/errors"
)

func global(m *machine) error {
	module, err := m.line()
	if err != nil {
		return err
	}
	name, err := m.line()
	if err != nil {
		return err
	}
	return m.find(module, name)
}

func (m *machine) line() (string, error) {
	n := bytes.IndexByte(m.data[m.at:], '\n')
	if n < 0 {
		return "", errors.New("a name without an end")
	}
	b, err := m.take(n + 1)
	return string(b[:n]), err
}

func stackGlobal(m *machine) error {
	names, err := m.pop(2)
	if err != nil {
		return err
	}
	module, ok := names[0].(string)
	name, also := names[1].(string)
	if !ok || !also {
		return errors.Errorf("names of types %T and %T, want two texts", names[0], names[1])
	}
	return m.find(module, name)
}

func (m *machine) find(module, name string) error {
	v, err := m.host.Global(module, name)
	m.push(v)
	return err
}

func call(m *machine) error {
	items, err := m.pop(2)
	if err != nil {
		return err
	}
	args, ok := items[1].(Tuple)
	if !ok {
		return errors.Errorf("arguments of type %T, want a tuple", items[1])
	}
	v, err := m.host.Call(items[0], args)
	m.push(v)
	return err
}

func build(m *machine) error {
	state, err := m.popOne()
	if err != nil {
		return err
	}
	object, err := m.top()
	if err != nil {
		return err
	}
	return m.host.Build(object, state)
}

func persistent(m *machine) error {
	id, err := m.popOne()
	if err != nil {
		return err
	}
	v, err := m.host.Persistent(id)
	m.push(v)
	return err
}
