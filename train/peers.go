// Peers: the processes that share a run.

package train

import (
	"context"
	"fmt"

	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/pkg/errors"
)

// Peers are processes that share a run, of which this is one: Rank of Size. Exchange sends send[r] to rank r, this one
// included, and waits until receive[r] holds what rank r has sent. If send has a single slice, it goes to every rank.
// All processes call Exchange equally often, in the same order, with lengths that agree, and not after it has failed.
// Numbers are sent as they are in memory, so all processors must have the same order of bytes.
type Peers = peers.Peers

// A PeerError ends a run: the rank Rank has failed, or is Lost.
type PeerError = peers.Error

// A MismatchError names the first thing in which the run of a rank differs from that of rank 0.
type MismatchError = peers.MismatchError

// Alone is for a process that mpirun has started with others and that trains independently.
var Alone Peers = alone{}

type alone struct{}

func (alone) Rank() int { return 0 }
func (alone) Size() int { return 1 }

func (alone) Exchange(_ context.Context, send, receive [][]byte) error {
	if len(send) != 1 || len(receive) != 1 || len(send[0]) != len(receive[0]) {
		return errors.Wrapf(ErrSettings, "%d slices to %d, want one that goes to one of its length", len(send), len(receive))
	}
	copy(receive[0], send[0])
	return nil
}

// checkPeers refuses Peers whose rank and size make no sense, and nil Peers for a process that a launcher has started
// with others.
func checkPeers(p Peers) error {
	if p == nil {
		if l, several := peers.Launched(); several {
			return errors.Wrapf(ErrSettings, "this process is rank %d of those that a launcher of MPI has started (%s is set), and Settings.Peers is nil, so that each "+
				"of them would train by itself; want the World of train/mpi, or Alone", l.Rank, l.By)
		}
		return nil
	}
	if size, rank := p.Size(), p.Rank(); size < 1 || rank < 0 || rank >= size {
		return errors.Wrapf(ErrSettings, "Peers has rank %d of %d processes; want one from 0 to the number less 1", rank, size)
	}
	return nil
}

// compareWeights finds what no comparison of settings can: a schedule, an objective or an optimiser of the caller's that
// does something else on another rank, after which each rank would go on with weights of its own.
func (r *run) compareWeights(ctx context.Context) error {
	if !r.group.IsShared() {
		return nil
	}
	name := fmt.Sprintf("after %d iterations weights whose hash is", r.Iteration)
	return r.group.Same(ctx, []peers.Field{{Name: name, Value: fmt.Sprintf("%016x", hash(copyOf(r.model.Params())))}})
}

// isMismatch says whether ranks have gone different ways.
func isMismatch(err error) bool {
	var of *MismatchError
	return errors.As(err, &of)
}
