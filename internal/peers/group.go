// Group: what processes agree on between batches: errors, data of rank 0, and that they have the same run.

package peers

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/pkg/errors"
)

// Group is the processes of a run. Without Peers, or with a single process, nothing is exchanged.
type Group struct{ Peers }

// IsShared says whether there are other processes.
func (g Group) IsShared() bool { return Shared(g.Peers) }

// Leads says whether this process writes the files.
func (g Group) Leads() bool { return !g.IsShared() || g.Rank() == 0 }

// Context returns a context for work on the run's state. With other processes it does not end: they would wait for a
// process that stops by itself.
func (g Group) Context(ctx context.Context) context.Context {
	switch {
	case !g.IsShared():
		return ctx
	case ctx == nil: // which the others have to be told of
		return context.Background()
	}
	return context.WithoutCancel(ctx)
}

// Agree tells the other processes of an error, which may be nil, and gets theirs. If some rank has an error all get one:
// their own, or an *Error with the text of the first rank that has one.
func (g Group) Agree(ctx context.Context, mine error) error {
	if !g.IsShared() || IsLost(mine) {
		return mine
	}
	flags, err := g.gather(ctx, []byte{flagOf(mine)}, func(int) int { return 1 })
	if err != nil {
		return ownOr(mine, err)
	}
	if Failed(flags, nil) == nil {
		return nil
	}
	return g.share(ctx, mine)
}

// Settle returns one error for the errors that ranks have after shared work: that of the first rank with an error of
// its own. It also returns whether that error is a refusal, which decides what all ranks do next. An error from work
// that is not shared is the same on all ranks, and stays.
func (g Group) Settle(ctx context.Context, mine error, refused bool) (error, bool) {
	if !g.IsShared() || !isTold(mine) {
		return mine, refused
	}
	class := byte(0)
	if refused {
		class = 1
	}
	texts, err := g.texts(ctx, textOf(mine, class))
	if err != nil {
		return ownOr(mine, err), refused
	}
	for r, text := range texts {
		switch {
		case text == "":
		case r == g.Rank():
			return mine, refused
		default:
			return &Error{Rank: r, Reason: text[1:]}, text[0] == 1
		}
	}
	return mine, refused
}

// share exchanges the texts of errors. The text of a rank that only knows of another rank's failure does not count.
func (g Group) share(ctx context.Context, mine error) error {
	texts, err := g.texts(ctx, textOf(mine, kindOf(mine)))
	if err != nil || !isHearsay(mine) {
		return ownOr(mine, err)
	}
	for r, text := range texts {
		if text != "" {
			return &Error{Rank: r, Reason: text[1:], Cause: kinds[text[0]]}
		}
	}
	return mine
}

// ownOr returns the error of this rank, if it has one of its own, which says more than that of the exchange in which it
// could not tell it: the others then are in another exchange.
func ownOr(mine, lost error) error {
	if isHearsay(mine) {
		return lost
	}
	return mine
}

// textOf is the text of an error for other ranks: "" if it is another rank's error.
func textOf(err error, class byte) string {
	if isHearsay(err) {
		return ""
	}
	return string([]byte{class}) + err.Error()
}

// Broadcast returns the data of rank 0 on every rank.
func (g Group) Broadcast(ctx context.Context, data []byte) ([]byte, error) {
	if !g.IsShared() {
		return data, nil
	}
	if !g.Leads() {
		data = nil
	}
	all, err := g.texts(ctx, string(data))
	if err != nil {
		return nil, err
	}
	return []byte(all[0]), nil
}

// longestText is the most bytes that an exchange of MPI takes.
const longestText = math.MaxInt32

// texts returns the texts of all ranks, of any length.
func (g Group) texts(ctx context.Context, mine string) ([]string, error) {
	lengths, err := g.gather(ctx, binary.LittleEndian.AppendUint64(nil, uint64(len(mine))), func(int) int { return 8 })
	if err != nil {
		return nil, err
	}
	for r, length := range lengths {
		if n := binary.LittleEndian.Uint64(length); n > longestText {
			return nil, &Error{Rank: r, Lost: true, Reason: fmt.Sprintf("it announces %d bytes, want %d at most: it is of another program", n, longestText)}
		}
	}
	parts, err := g.gather(ctx, []byte(mine), func(r int) int { return int(binary.LittleEndian.Uint64(lengths[r])) })
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(parts))
	for r, part := range parts {
		texts[r] = string(part)
	}
	return texts, nil
}

// gather sends the same data to all ranks.
func (g Group) gather(ctx context.Context, mine []byte, length func(rank int) int) ([][]byte, error) {
	all := make([][]byte, g.Size())
	for r := range all {
		all[r] = make([]byte, length(r))
	}
	return all, g.Exchange(ctx, [][]byte{mine}, all)
}

// kinds are the errors that errors.Is must find on other ranks too.
var kinds = [...]error{nil, context.Canceled, context.DeadlineExceeded}

func kindOf(err error) byte {
	for k, kind := range kinds {
		if kind != nil && errors.Is(err, kind) {
			return byte(k)
		}
	}
	return 0
}

// isHearsay says whether an error is nil or only reports the failure of another rank.
func isHearsay(err error) bool {
	var of *Error
	return err == nil || errors.As(err, &of) && of.Reason == ""
}

// isTold says whether all ranks know that some rank has an error.
func isTold(err error) bool {
	var own *told
	return errors.As(err, &own) || err != nil && isHearsay(err)
}

// IsLost says whether a rank is gone, so that nothing can be exchanged any more.
func IsLost(err error) bool {
	var of *Error
	return errors.As(err, &of) && of.Lost
}
