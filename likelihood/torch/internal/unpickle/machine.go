// The stack machine that runs a pickle.

package unpickle

import (
	"fmt"
	"math"

	"github.com/pkg/errors"
)

// Error says where a pickle cannot be read.
type Error struct {
	At     int    // offset of the opcode
	Opcode byte   // 0 at the end of the pickle
	Why    string // "" if Cause says it
	Cause  error
}

func (e *Error) Error() string {
	text := fmt.Sprintf("pickle: opcode 0x%02x at byte %d", e.Opcode, e.At)
	if e.Why != "" {
		text += ": " + e.Why
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// machine is the state of reading a pickle.
type machine struct {
	host  Host
	data  []byte
	at    int
	stack []any
	marks []int       // heights of the stack
	memo  map[int]any // values by the numbers that the pickle has given them
}

// Load reads one pickle, which others may follow, and returns its length. Errors: an *Error, whose cause is the host's.
func Load(data []byte, host Host) (value any, length int, err error) {
	m := &machine{host: host, data: data, memo: map[int]any{}}
	for {
		start := m.at
		code, err := m.take(1)
		if err != nil {
			return nil, 0, &Error{At: start, Why: "the pickle is cut short"}
		}
		if code[0] == stop {
			break
		}
		if err := m.run(code[0]); err != nil {
			var own *Error
			if errors.As(err, &own) {
				return nil, 0, err
			}
			return nil, 0, &Error{At: start, Opcode: code[0], Cause: err}
		}
	}
	if len(m.stack) != 1 || len(m.marks) != 0 {
		return nil, 0, &Error{At: m.at, Opcode: stop, Why: fmt.Sprintf("%d values are left, want 1", len(m.stack))}
	}
	return m.stack[0], m.at, nil
}

const stop = '.'

func (m *machine) run(code byte) error {
	if f := opcodes[code]; f != nil {
		return f(m)
	}
	return errors.New("not one of protocols 2 to 5")
}

// take returns the next n bytes.
func (m *machine) take(n int) ([]byte, error) {
	if n < 0 || n > len(m.data)-m.at {
		return nil, errors.Errorf("%d bytes are asked for and %d are left", n, len(m.data)-m.at)
	}
	m.at += n
	return m.data[m.at-n : m.at], nil
}

// number returns the little-endian number in the next n bytes, up to 8.
func (m *machine) number(n int) (int, error) {
	v, err := m.unsigned(n)
	if v > math.MaxInt {
		return 0, errors.Errorf("a length of %d", v)
	}
	return int(v), err
}

// unsigned takes an unsigned number of n bytes.
func (m *machine) unsigned(n int) (v uint64, err error) {
	b, err := m.take(n)
	for i, c := range b {
		v |= uint64(c) << (8 * i)
	}
	return v, err
}

// sized reads a length in the next n bytes, and returns as many bytes.
func (m *machine) sized(n int) ([]byte, error) {
	size, err := m.number(n)
	if err != nil {
		return nil, err
	}
	return m.take(size)
}

func (m *machine) push(v any) { m.stack = append(m.stack, v) }

// floor is the height of the stack below which values may not be popped.
func (m *machine) floor() int {
	if len(m.marks) == 0 {
		return 0
	}
	return m.marks[len(m.marks)-1]
}

// pop pops n values, the lowest first. They stay valid until the next push.
func (m *machine) pop(n int) ([]any, error) {
	top := len(m.stack)
	if top-n < m.floor() {
		return nil, errors.New("the stack is too short")
	}
	m.stack = m.stack[:top-n]
	return m.stack[top-n : top], nil
}

func (m *machine) popOne() (any, error) {
	v, err := m.pop(1)
	if err != nil {
		return nil, err
	}
	return v[0], nil
}

// top returns the uppermost value.
func (m *machine) top() (any, error) {
	if len(m.stack) <= m.floor() {
		return nil, errors.New("the stack is too short")
	}
	return m.stack[len(m.stack)-1], nil
}

// popMark pops the values above the last mark.
func (m *machine) popMark() ([]any, error) {
	if len(m.marks) == 0 {
		return nil, errors.New("there is no mark")
	}
	floor := m.floor()
	m.marks = m.marks[:len(m.marks)-1]
	above := append([]any(nil), m.stack[floor:]...)
	m.stack = m.stack[:floor]
	return above, nil
}
