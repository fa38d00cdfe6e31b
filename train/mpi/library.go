// The library: its functions, found by name, and what its ABI calls the world, a byte and an error handler.

//go:build !nompi && (linux || darwin) && (amd64 || arm64)

package mpi

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/ebitengine/purego"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/pkg/errors"
)

// library is an MPI that has been loaded. Functions return the code of an error.
type library struct {
	path, version string
	handles       handles
	functions     map[string]uintptr
	text          *text
}

// ofMPICH are the handles of MPICH since version 3.1 (mpi.h: handles are integers).
var ofMPICH = handles{world: 0x44000000, byte: 0x4c00010d, errorsReturn: 0x54000001}

// needed are the functions that are used.
var needed = []string{"MPI_Init_thread", "MPI_Finalize", "MPI_Comm_rank", "MPI_Comm_size", "MPI_Comm_dup", "MPI_Comm_set_errhandler", "MPI_Error_string",
	"MPI_Isend", "MPI_Irecv", "MPI_Test", "MPI_Ialltoallv", "MPI_Iallgatherv", "MPI_Ibarrier", "MPI_Cancel", "MPI_Get_library_version"}

// candidates are libraries by the launcher's variable: Debian's names, those of the projects, and the standard one.
func candidates(by string) []string {
	if path := os.Getenv("GORGOFLOW_MPI"); path != "" {
		return []string{path}
	}
	openMPI, mpich := []string{"libmpi.so.40"}, []string{"libmpich.so.12", "libmpi.so.12"}
	standard := []string{"libmpi_abi.so.1", "libmpi_abi.so.0", "libmpi_abi.so"}
	if runtime.GOOS == "darwin" {
		openMPI, mpich, standard = []string{"libmpi.40.dylib"}, []string{"libmpi.12.dylib"}, []string{"libmpi_abi.dylib"}
	}
	if strings.HasPrefix(by, "OMPI") || strings.HasPrefix(by, "PMIX") {
		return append(append(openMPI, standard...), mpich...)
	}
	return append(append(mpich, standard...), openMPI...)
}

// load loads the first library that there is.
func load(l peers.Launch) (*library, error) {
	failed := &LibraryError{Launch: l.By}
	for _, path := range candidates(l.By) {
		lib, err := open(path)
		if err == nil {
			return lib, nil
		}
		failed.Tried, failed.Cause = append(failed.Tried, path), err
	}
	return nil, errors.WithStack(failed)
}

// open loads a library. Its symbols are for all to see: parts that Open MPI loads later look for them.
func open(path string) (*library, error) {
	loaded, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return nil, errors.WithStack(err)
	}
	lib := &library{path: path, functions: map[string]uintptr{}, text: &text{}}
	for _, name := range needed {
		if lib.functions[name], err = purego.Dlsym(loaded, name); err != nil {
			return nil, errors.Wrapf(err, "%s is no MPI of version 3 or later", path)
		}
	}
	if err := lib.call("MPI_Get_library_version", address(&lib.text.bytes), address(&lib.text.length)); err != nil {
		return nil, err
	}
	lib.version = lib.text.String()
	return lib, lib.know(loaded)
}

// know finds out the ABI.
func (l *library) know(loaded uintptr) error {
	if strings.Contains(filepath.Base(l.path), "mpi_abi") {
		l.handles = ofStandard
		return nil
	}
	if world, err := purego.Dlsym(loaded, "ompi_mpi_comm_world"); err == nil {
		l.handles.world = world
		if l.handles.byte, err = purego.Dlsym(loaded, "ompi_mpi_byte"); err == nil {
			l.handles.errorsReturn, err = purego.Dlsym(loaded, "ompi_mpi_errors_return")
		}
		return errors.WithStack(err)
	}
	for _, name := range []string{"MPICH", "Intel", "MVAPICH", "CRAY", "ParaStation"} {
		if strings.Contains(l.version, name) {
			l.handles = ofMPICH
			return nil
		}
	}
	return errors.Errorf("%s is %q, whose ABI is not known; want MPICH's, Open MPI's or that of MPI 5 (libmpi_abi.so)", l.path, l.version)
}

// call calls a function. Memory that it gets is pinned, or on the heap and in use until the request is done that the
// call has begun.
func (l *library) call(name string, arguments ...uintptr) error {
	code, _, _ := purego.SyscallN(l.functions[name], arguments...)
	if int32(code) == 0 {
		return nil
	}
	purego.SyscallN(l.functions["MPI_Error_string"], code, address(&l.text.bytes), address(&l.text.length))
	return errors.Errorf("train/mpi: %s of %s: %s", name, l.path, l.text)
}

// text is where the library writes texts. It is a part of what lies on the heap, as all memory whose address it gets: a
// goroutine's stack may move while a call begins.
type text struct {
	bytes  [1 << 13]byte // the longest of any ABI
	length int32
}

func (t *text) String() string {
	s, _, _ := strings.Cut(string(t.bytes[:min(max(int(t.length), 0), len(t.bytes))]), "\x00")
	return strings.TrimSpace(s)
}
