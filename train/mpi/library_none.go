// Without a library: programs built with the tag nompi, and systems for which none can be loaded.

//go:build nompi || !(linux || darwin) || !(amd64 || arm64)

package mpi

import (
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/pkg/errors"
)

type library struct {
	path, version string
	handles       handles
}

func load(l peers.Launch) (*library, error) {
	return nil, errors.WithStack(&LibraryError{Launch: l.By, Cause: errors.New("the program was built without MPI: with the tag nompi, or for a system that is not Linux or macOS on amd64 or arm64; want one built for those, without the tag")})
}

func (l *library) call(string, ...uintptr) error {
	return errors.New("train/mpi: the program was built without MPI")
}

func (t *thread) takeSignalBack() {}

type kept struct{}

func keepFaults() *kept { return &kept{} }

func (*kept) giveBack() {}
