// Checkpoints: the state of a run in a file.

package train

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"hash/crc32"
	"hash/fnv"
	"io"
	"math"
	"os"

	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/atomicfile"
)

// checkpointMagic starts a file: what it is, and its version. A CRC-32 of the
// rest, a gob of state, follows.
const checkpointMagic = "gorgoflow checkpoint 1\n"

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

// load reads a checkpoint; nil if there is no such file.
func load(path string) (*state, error) {
	file, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, errors.WithStack(err)
	}
	body, ok := bytes.CutPrefix(file, []byte(checkpointMagic))
	if !ok || len(body) < 4 {
		return nil, errors.Wrapf(ErrCheckpoint, "%s does not start as one of this version", path)
	}
	if sum := binary.LittleEndian.Uint32(body); sum != crc32.ChecksumIEEE(body[4:]) {
		return nil, errors.Wrapf(ErrCheckpoint, "%s is damaged: its checksum differs", path)
	}
	s := &state{}
	if err := gob.NewDecoder(bytes.NewReader(body[4:])).Decode(s); err != nil {
		return nil, errors.Wrapf(ErrCheckpoint, "%s: %v", path, err)
	}
	return s, nil
}

// fingerprint is what has to agree for a checkpoint to be of this run.
type fingerprint struct {
	Seed   uint64
	Batch  int
	Rows   int
	Data   uint64 // hash of training and held-out rows
	Params []shape
}

type shape struct {
	Name       string
	Rows, Cols int
}

func fingerprintOf(s *Settings, training, held set, params []*graph.Param) fingerprint {
	f := fingerprint{Seed: s.Seed, Batch: s.Batch, Rows: training.len(), Data: hash(training.x, training.c, held.x, held.c)}
	for _, p := range params {
		f.Params = append(f.Params, shape{p.Name, p.Rows, p.Cols})
	}
	return f
}

// check names the first thing in which the checkpoint f is of another run.
func (f *fingerprint) check(run *fingerprint) error {
	switch {
	case f.Seed != run.Seed:
		return errors.Wrapf(ErrCheckpoint, "it has seed %d, the run %d", f.Seed, run.Seed)
	case f.Batch != run.Batch:
		return errors.Wrapf(ErrCheckpoint, "it has batches of %d rows, the run %d", f.Batch, run.Batch)
	case f.Rows != run.Rows || f.Data != run.Data:
		return errors.Wrap(ErrCheckpoint, "it is of other data")
	case len(f.Params) != len(run.Params):
		return errors.Wrapf(ErrCheckpoint, "it has %d parameters, the flow %d", len(f.Params), len(run.Params))
	}
	for i, p := range f.Params {
		if p != run.Params[i] {
			return errors.Wrapf(ErrCheckpoint, "its parameter %d is %v, the flow's %v", i, p, run.Params[i])
		}
	}
	return nil
}

func hash(sets ...[][]float64) uint64 {
	h := fnv.New64a()
	var b [8]byte
	for _, rows := range sets {
		for _, row := range rows {
			for _, v := range row {
				binary.LittleEndian.PutUint64(b[:], math.Float64bits(v))
				h.Write(b[:])
			}
		}
		h.Write(b[:1])
	}
	return h.Sum64()
}
