// Files of torch.save before PyTorch 1.6: five pickles (a magic number, a version, the machine, the content, the keys
// of the storages), and the storages, each after the number of its elements.

package torch

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/gorgoflow/gorgoflow/likelihood/torch/internal/unpickle"
)

// legacyMagic is the magic number 0x1950a86a20f9469cfc6c as a pickle has it.
var legacyMagic = []byte("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.")

// isLegacy says whether the first pickle is the magic number. Protocols from 4 on have a frame between it and their number.
func isLegacy(data []byte) bool {
	return bytes.HasPrefix(data, []byte{0x80}) && bytes.Contains(data[:min(len(data), 32)], legacyMagic)
}

func parseLegacy(data []byte, key string) (*Checkpoint, error) {
	l := &legacy{rest: data, host: newHost()}
	l.pickle("magic number")
	if version := l.pickle("version"); l.err == nil && version != int64(1001) {
		return nil, &FileError{Format: "pt", Part: "version", Value: describe(version), Want: "1001"}
	}
	machine, _ := l.pickle("machine").(*unpickle.Dict)
	value := l.pickle("content")
	keys, ok := l.pickle("keys").(*unpickle.List)
	if l.err != nil {
		return nil, l.err
	}
	if little := littleEndian(machine); !little || !ok {
		return nil, &FileError{Format: "pt", Part: "machine or keys", Want: "a little-endian machine and a list"}
	}
	storages, err := l.storages(keys)
	if err != nil {
		return nil, err
	}
	return checkpoint(value, key, func(s *storage) ([]byte, error) { return storages[s.key], nil })
}

func littleEndian(machine *unpickle.Dict) bool {
	if machine == nil {
		return false
	}
	little, _ := machine.Get("little_endian")
	return little == true
}

type legacy struct {
	rest []byte
	host *host
	err  error // the first error
}

// pickle reads the next pickle.
func (l *legacy) pickle(what string) any {
	if l.err != nil {
		return nil
	}
	value, n, err := unpickle.Load(l.rest, l.host)
	if err != nil {
		l.err = &FileError{Format: "pt", Part: what, Cause: err}
		return nil
	}
	l.rest = l.rest[n:]
	return value
}

// storages splits the bytes behind the pickles into storages.
func (l *legacy) storages(keys *unpickle.List) (map[string][]byte, error) {
	all := map[string][]byte{}
	for _, k := range keys.Items {
		key, _ := k.(string)
		s := l.host.storages[key]
		if s == nil || len(l.rest) < 8 || all[key] != nil {
			return nil, &FileError{Format: "pt", Part: fmt.Sprintf("storage %.50q", key), Want: "one that a tensor has, once, and its size"}
		}
		width := s.width
		n := binary.LittleEndian.Uint64(l.rest)
		l.rest = l.rest[8:]
		if n != uint64(s.size) || n > uint64(len(l.rest)/width) {
			return nil, &FileError{Format: "pt", Part: fmt.Sprintf("storage %.50q", key), Value: fmt.Sprintf("of %d elements in %d bytes", n, len(l.rest)), Want: fmt.Sprint(s.size)}
		}
		all[key], l.rest = l.rest[:int(n)*width:int(n)*width], l.rest[int(n)*width:]
	}
	return all, nil
}
