// UntilLost: no exchange after one that has failed.

package peers

import (
	"context"

	"github.com/pkg/errors"
)

// UntilLost returns peers whose exchanges fail, without exchanging anything, once one has failed: ranks are then at
// different exchanges, and would wait for each other, or take data for other data.
func UntilLost(p Peers) Peers {
	if !Shared(p) {
		return p
	}
	return &untilLost{Peers: p}
}

type untilLost struct {
	Peers
	lost error
}

// Exchange implements Peers. An error that is not an *Error becomes one of this rank, since no other rank is known to
// be gone.
func (u *untilLost) Exchange(ctx context.Context, send, receive [][]byte) error {
	if u.lost != nil {
		return u.lost
	}
	u.lost = errors.New("train: an exchange has panicked") // unless it returns
	err := u.Peers.Exchange(ctx, send, receive)
	if err != nil && !IsLost(err) {
		err = &Error{Rank: u.Rank(), Lost: true, Reason: "an exchange has failed: " + err.Error(), Cause: err}
	}
	u.lost = err
	return err
}
