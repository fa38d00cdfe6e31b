// TensorBoard: a run as an event file.

package record

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorgoflow/gorgoflow/train"
	"github.com/pkg/errors"
)

// TensorBoard writes a run as scalars by iteration, for the program TensorBoard: loss/train, norm, rate, evaluations
// and, in iterations with a score, loss/held_out and loss/held_out_error. A resumed run writes another file into the
// same folder. TensorBoard shows both as one curve, without the iterations that the first run took after its checkpoint:
// without any of its iterations if it had none yet, so that each run has a folder of its own.
type TensorBoard struct {
	file    *os.File
	now     func() time.Time
	writing sync.Mutex // runs that share a recorder must not write into each other's events
	buf     []byte
	after   bool        // whether the folder has files of an earlier run
	begun   atomic.Bool // whether a record has been written since Init
}

// NewTensorBoard makes a new event file in a folder, and the folder if it does not exist. tensorboard --logdir shows
// the folder, or its parent with a curve for each run.
func NewTensorBoard(folder string) (*TensorBoard, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, errors.Wrap(err, "record: a folder for TensorBoard")
	}
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	earlier := hasEvents(folder)
	// TensorBoard looks for "tfevents" in names, and reads the files of a folder in the order of their names.
	name := fmt.Sprintf("events.out.tfevents.%019d.%s.%d", time.Now().UnixNano(), host, os.Getpid())
	file, err := os.OpenFile(filepath.Join(folder, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, errors.Wrap(err, "record: an event file for TensorBoard")
	}
	return &TensorBoard{file: file, now: time.Now, after: earlier}, nil
}

func hasEvents(folder string) bool {
	files, _ := os.ReadDir(folder)
	return slices.ContainsFunc(files, func(f os.DirEntry) bool { return strings.Contains(f.Name(), "tfevents") })
}

// Init writes the first event of a file.
func (b *TensorBoard) Init() error {
	if err := b.made(); err != nil {
		return err
	}
	b.begun.Store(false)
	return b.write(appendVersion(nil, b.seconds()))
}

// Record writes an event, in one Write.
func (b *TensorBoard) Record(r *train.Record) error {
	if err := b.made(); err != nil || r == nil {
		return err
	}
	if !b.begun.Swap(true) && (b.after || r.Iteration > 1) {
		if err := b.write(appendStart(nil, b.seconds(), r.Iteration)); err != nil {
			return err
		}
	}
	scalars := []scalar{{"loss/train", r.Loss}, {"norm", r.Norm}, {"rate", r.Rate}, {"evaluations", r.Evaluations}}
	if r.Scored() {
		scalars = append(scalars, scalar{"loss/held_out", -r.Score.Mean}, scalar{"loss/held_out_error", r.Score.Error})
	}
	return b.write(appendScalars(nil, b.seconds(), r.Iteration, scalars))
}

// Close closes the file. Recorded events are in the file even without Close.
func (b *TensorBoard) Close() error {
	if err := b.made(); err != nil {
		return err
	}
	return errors.WithStack(b.file.Close())
}

func (b *TensorBoard) made() error {
	if b == nil || b.file == nil {
		return errors.New("record: a TensorBoard that NewTensorBoard has not made")
	}
	return nil
}

func (b *TensorBoard) seconds() float64 { return float64(b.now().UnixNano()) / 1e9 }

func (b *TensorBoard) write(event []byte) error {
	b.writing.Lock()
	defer b.writing.Unlock()
	b.buf = appendFrame(b.buf[:0], event)
	_, err := b.file.Write(b.buf)
	return errors.Wrap(err, "record: writing an event for TensorBoard")
}
