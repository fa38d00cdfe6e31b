// The opcodes of plain values: numbers, texts, containers, and the memo.

package unpickle

import (
	"encoding/binary"
	"math"
	"math/big"
	"slices"
	"unicode/utf8"

	"github.com/pkg/errors"
)

func skip(n int) func(*machine) error {
	return func(m *machine) error {
		_, err := m.take(n)
		return err
	}
}

func constant(v any) func(*machine) error {
	return func(m *machine) error {
		m.push(v)
		return nil
	}
}

func integer(n int) func(*machine) error {
	return func(m *machine) error {
		v, err := m.number(n)
		m.push(int64(v))
		return err
	}
}

func signedInteger(m *machine) error {
	v, err := m.unsigned(4)
	m.push(int64(int32(v)))
	return err
}

// long reads a number in two's complement, of at most 255 bytes as in LONG1.
func long(n int) func(*machine) error {
	return func(m *machine) error {
		b, err := m.sized(n)
		if err != nil {
			return err
		}
		if len(b) > 255 {
			return errors.Errorf("an integer of %d bytes", len(b))
		}
		b = slices.Clone(b)
		slices.Reverse(b)
		v := new(big.Int).SetBytes(b)
		if len(b) > 0 && b[0] >= 0x80 {
			v.Sub(v, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
		}
		if v.IsInt64() {
			m.push(v.Int64())
		} else {
			m.push(v)
		}
		return nil
	}
}

func float(m *machine) error {
	b, err := m.take(8)
	if err == nil {
		m.push(math.Float64frombits(binary.BigEndian.Uint64(b)))
	}
	return err
}

func text(n int) func(*machine) error {
	return func(m *machine) error {
		b, err := m.sized(n)
		if err == nil && !utf8.Valid(b) {
			err = errors.New("a text that is not UTF-8")
		}
		m.push(string(b))
		return err
	}
}

func blob(n int) func(*machine) error {
	return func(m *machine) error {
		b, err := m.sized(n)
		m.push(b)
		return err
	}
}

func mark(m *machine) error {
	m.marks = append(m.marks, len(m.stack))
	return nil
}

func pop(m *machine) error {
	_, err := m.pop(1)
	return err
}

func popMark(m *machine) error {
	_, err := m.popMark()
	return err
}

func tuple(n int) func(*machine) error {
	return func(m *machine) error {
		items, err := m.pop(n)
		if err == nil {
			m.push(Tuple(slices.Clone(items)))
		}
		return err
	}
}

func tupleOfMark(m *machine) error {
	items, err := m.popMark()
	m.push(Tuple(items))
	return err
}

func emptyList(m *machine) error {
	m.push(&List{})
	return nil
}

func emptyDict(m *machine) error {
	m.push(&Dict{})
	return nil
}

func one(m *machine) ([]any, error)  { return m.pop(1) }
func two(m *machine) ([]any, error)  { return m.pop(2) }
func many(m *machine) ([]any, error) { return m.popMark() }

// grow pops items off the stack and adds them to the container that is then on top.
func grow(items func(*machine) ([]any, error), into func(to any, items []any) error) func(*machine) error {
	return func(m *machine) error {
		list, err := items(m)
		if err != nil {
			return err
		}
		to, err := m.top()
		if err != nil {
			return err
		}
		return into(to, list)
	}
}

func appendItems(to any, items []any) error {
	list, ok := to.(*List)
	if !ok {
		return errors.Errorf("items for a %T, want a list", to)
	}
	list.Items = append(list.Items, items...)
	return nil
}

func setItems(to any, items []any) error {
	dict, ok := to.(*Dict)
	if !ok || len(items)%2 != 0 {
		return errors.Errorf("%d keys and values for a %T, want pairs for a dictionary", len(items), to)
	}
	for i := 0; i < len(items); i += 2 {
		if !dict.set(items[i], items[i+1]) {
			return errors.Errorf("key %.200q is there twice", items[i])
		}
	}
	return nil
}

func putNumber(n int) func(*machine) error {
	return func(m *machine) error {
		k, err := m.number(n)
		if err != nil {
			return err
		}
		return m.put(k)
	}
}

func memoize(m *machine) error { return m.put(len(m.memo)) }

func (m *machine) put(k int) error {
	v, err := m.top()
	if err == nil {
		m.memo[k] = v
	}
	return err
}

func get(n int) func(*machine) error {
	return func(m *machine) error {
		k, err := m.number(n)
		if err != nil {
			return err
		}
		v, ok := m.memo[k]
		if !ok {
			return errors.Errorf("nothing is remembered as %d", k)
		}
		m.push(v)
		return nil
	}
}
