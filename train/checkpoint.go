// Checkpoints: the state of a run in a file.

package train

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"hash/crc32"
	"io"
	"os"

	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"github.com/pkg/errors"
)

// checkpointMagic starts a file: its kind and its version. A CRC-32 of the rest and a gob of state follow.
const (
	checkpointFamily = "gorgoflow checkpoint "
	checkpointMagic  = checkpointFamily + "3\n"
	checkpointBefore = checkpointFamily + "2\n" // only of Adam
)

func (s *state) save(path string) error {
	var body bytes.Buffer
	if err := gob.NewEncoder(&body).Encode(s); err != nil {
		return errors.WithStack(err)
	}
	return atomicfile.Write(path, func(w io.Writer) error {
		if _, err := io.WriteString(w, checkpointMagic); err != nil {
			return err
		}
		if err := binary.Write(w, binary.LittleEndian, crc32.ChecksumIEEE(body.Bytes())); err != nil {
			return err
		}
		_, err := w.Write(body.Bytes())
		return err
	})
}

// read reads a file; the result is empty if there is none.
func read(path string) ([]byte, error) {
	file, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err == nil && len(file) == 0 {
		err = errors.Wrapf(ErrCheckpoint, "%s is empty", path)
	}
	return file, errors.WithStack(err)
}

// decode decodes the state in a file.
func decode(path string, file []byte) (*state, error) {
	body, ok := bytes.CutPrefix(file, []byte(checkpointMagic))
	before := !ok
	if before {
		body, ok = bytes.CutPrefix(file, []byte(checkpointBefore))
	}
	switch {
	case bytes.HasPrefix(file, []byte(checkpointFamily+"1\n")):
		return nil, errors.Wrapf(ErrCheckpoint, "%s is of version 1, which does not say of which network it is; want version 3: go on with the program that wrote it, or start anew", path)
	case !ok || len(body) < 4:
		return nil, errors.Wrapf(ErrCheckpoint, "%s does not start as one of this version", path)
	}
	if sum := binary.LittleEndian.Uint32(body); sum != crc32.ChecksumIEEE(body[4:]) {
		return nil, errors.Wrapf(ErrCheckpoint, "%s is damaged: its checksum differs", path)
	}
	s := &state{}
	if err := gob.NewDecoder(bytes.NewReader(body[4:])).Decode(s); err != nil {
		return nil, errors.Wrapf(ErrCheckpoint, "%s: %v", path, err)
	}
	if before {
		return s, errors.Wrapf(s.takeAdam(body[4:]), "%s", path)
	}
	return s, nil
}

// takeAdam converts the moments of a file of version 2.
func (s *state) takeAdam(body []byte) error {
	var old struct {
		Adam struct {
			Step          int
			First, Second weights
		}
	}
	if err := gob.NewDecoder(bytes.NewReader(body)).Decode(&old); err != nil {
		return errors.Wrap(ErrCheckpoint, err.Error())
	}
	if old.Adam.Step > 0 {
		s.Optimizer = &optim.State{Step: old.Adam.Step, Vectors: [][][]float64{old.Adam.First, old.Adam.Second}}
	}
	return nil
}
