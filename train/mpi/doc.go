// Package mpi lets processes that mpirun has started share a training, over an MPI that is installed:
//
//	world, err := mpi.Join() // first of all; a process that was started alone is a World of one, and needs no MPI
//	if err != nil {
//		log.Fatal(err)
//	}
//	defer world.Close()
//	result, err := train.Fit(ctx, flow, x, &train.Settings{Peers: world, Checkpoint: "run"})
//
//	mpirun -n 4 go run .
//
// Every rank runs the same program on the same rows and ends with the same weights, those of one process, to the bit. What is printed or written once
// is for rank 0 to do: world.Rank() == 0. Files, Recorder and Progress of the settings are rank 0's already.
//
// # The library
//
// MPICH and its kin (Intel MPI, MVAPICH, Cray), Open MPI, and libraries with the standard ABI of MPI 5 (libmpi_abi.so) are loaded at run time by
// github.com/ebitengine/purego, that of the launcher which the environment shows; GORGOFLOW_MPI is the path of another one. It is purego and not cgo
// behind a build tag since a binding by cgo is of the one MPI that it was compiled with (handles are integers in MPICH and addresses in Open MPI), and needs a C
// compiler and headers wherever the program is built; of some twenty functions with plain arguments purego needs no callback and no struct, which is
// where it may break. The price: a program that imports this package is linked dynamically to the C library of glibc (or macOS), though without a C compiler. The build tag
// nompi leaves the library out: a program so built may be static, and Join then refuses to run under mpirun.
//
// All calls come from one thread, which asks for MPI_THREAD_FUNNELED only. It waits by MPI_Test with pauses that come after a third of a millisecond and grow to half of one, so that ranks that
// wait long leave their core to those that do not.
//
// # Failure
//
// MPI says nothing of a rank that is killed while others wait for it. So ranks tell rank 0 twice a second that they live, and rank 0 all others; who is silent
// for five seconds (GORGOFLOW_MPI_SILENCE=30s: longer) is lost, and train.Fit ends with a *train.PeerError that names it, on all ranks. Close then ends
// without MPI_Finalize, which would wait. The checkpoint of rank 0 is whole in any case.
//
// By default launchers do not let it come to that: they kill all ranks at once when one is killed. Open MPI's then names the rank; that of MPICH names a process, and not always the
// right one. The ranks end by themselves, each with the error that names the lost one, where the launcher leaves them alone:
//
//	mpirun --enable-recovery -n 4 ./program                                             # Open MPI
//	mpirun -disable-auto-cleanup -n 4 sh -c 'trap "" USR1; ./program; exit $?'           # MPICH
//	srun --kill-on-bad-exit=0 -n 4 ./program                                            # Slurm
//
// The shell is there since MPICH's launcher kills all all the same if what it has started itself ends by a signal; "go run" does as well.
package mpi
