// Claims: one Fit at a time trains a model, writes a checkpoint, and exchanges with the other processes.

package train

import (
	"path/filepath"
	"reflect"
	"sync"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/links"
	"github.com/gorgoflow/gorgoflow/internal/locks"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/pkg/errors"
)

// claimed are the parameters that are being trained in this process, the Peers by which, and the checkpoints.
var claimed = struct {
	sync.Mutex
	params map[*graph.Param]bool
	peers  map[Peers]bool
	files  map[string]bool // by links.Name
}{params: map[*graph.Param]bool{}, peers: map[Peers]bool{}, files: map[string]bool{}}

// claim is what a run has taken.
type claim struct {
	params []*graph.Param
	peers  Peers
	file   string
	lock   *locks.Held // of the file, against other processes
}

// join refuses Peers that another run has taken: processes would take exchanges of one run for those of the other.
func (c *claim) join(p Peers) error {
	if !peers.Shared(p) || !reflect.ValueOf(p).Comparable() {
		return nil
	}
	claimed.Lock()
	defer claimed.Unlock()
	if claimed.peers[p] {
		return errors.Wrap(ErrSettings, "Peers belong to another Fit, which has not ended; want one Fit at a time, such as none within a Recorder")
	}
	claimed.peers[p], c.peers = true, p
	return nil
}

// take refuses parameters that another run has taken: each of them would go on from the other's steps.
func (c *claim) take(params []*graph.Param) error {
	claimed.Lock()
	defer claimed.Unlock()
	for _, p := range params {
		if claimed.params[p] {
			return errors.Wrapf(ErrSettings, "parameter %s is being trained by another Fit, which has not ended; want one Fit at a time, or a model for each", p.Name)
		}
	}
	for _, p := range params {
		claimed.params[p] = true
	}
	c.params = params
	return nil
}

// write refuses a checkpoint that another run writes: each would replace the other's state, and resume from it.
func (c *claim) write(checkpoint string) error {
	file := links.Name(checkpoint)
	claimed.Lock()
	defer claimed.Unlock()
	if claimed.files[file] {
		return errors.Wrapf(ErrSettings, "Checkpoint %s is being written by another Fit, which has not ended; want a file for each", checkpoint)
	}
	lock, taken := locks.Hold(filepath.Join(filepath.Dir(file), "."+filepath.Base(file)+".lock"))
	if taken {
		return errors.Wrapf(ErrSettings, "Checkpoint %s is being written by another process, which has not ended; want a file for each", checkpoint)
	}
	claimed.files[file], c.file, c.lock = true, file, lock
	return nil
}

// release gives back what was taken.
func (c *claim) release() {
	claimed.Lock()
	defer claimed.Unlock()
	for _, p := range c.params {
		delete(claimed.params, p)
	}
	delete(claimed.peers, c.peers)
	delete(claimed.files, c.file)
	c.lock.Release()
}
